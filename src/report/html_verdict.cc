// The head of a question's section: what was asked, what became of it, and why.

#include <fmt/format.h>

#include "base/ascii.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "report/comparison_words.h"
#include "report/drawing_parts.h"
#include "report/explanation.h"
#include "report/html_parts.h"
#include "report/outcome.h"
#include "report/plan_words.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {
namespace {

const diagnosis::Finding* root_cause(const Report& report) {
  if (!report.diagnosis || report.diagnosis->findings.empty()) return nullptr;
  const auto& first = report.diagnosis->findings.front();
  return first.severity == diagnosis::Severity::note ? nullptr : &first;
}

std::string reply_word(const Sheet& sheet) {
  const auto& reply = sheet.report.exchange.reply;
  if (!reply) return sheet.say("no-reply");
  bool no_data = judge(sheet.report.query, reply->message).kind == Outcome::Kind::nodata;
  auto type = dns::type_text(sheet.report.query.question.type);
  return no_data ? sheet.say("no-records", {type}) : dns::rcode_text(reply->message.rcode);
}

// Findings begin in lower case, with a word or with a name; a name stays as it is.
std::string sentence(const Sheet& sheet, std::string words) {
  auto first = std::string_view(words).substr(0, words.find(' '));
  bool name = first.find('.') != first.npos || first == "edig";
  if (!name && !words.empty()) words[0] = ascii::to_upper(words[0]);
  return sheet.say("sentence", {words});
}

Markup fact(const Sheet& sheet, std::string_view key, std::string_view value) {
  return element("div", {}, element("dt", {}, text(sheet.say(key))) + element("dd", {}, text(value)));
}

Markup facts(const Sheet& sheet) {
  const auto& report = sheet.report;
  auto items = fact(sheet, "page-reply", reply_word(sheet));
  if (report.diagnosis)
    items += fact(sheet, "page-status", sheet.say(fmt::format("result-{}", status_word(*report.diagnosis))));
  if (report.diagnosis && report.diagnosis->plan)
    items += fact(sheet, "page-plan", plan_words(*report.diagnosis->plan, sheet.style.language));
  if (!report.comparison)
    items += fact(sheet, "page-server", server_word(report.exchange.peer, sheet.style.language));
  if (auto time = time_of(report); !time.empty()) items += fact(sheet, "page-time", time);
  return element("dl", {{"class", "facts"}}, items);
}

Markup cause(const Sheet& sheet) {
  const auto* finding = root_cause(sheet.report);
  if (!finding) return {};
  auto body = finding_words(sheet, *finding);
  if (finding->info_code)
    body += element(
        "p", {{"class", "code"}},
        text(fmt::format("EDE {} {}", *finding->info_code, ede::info_code(*finding->info_code).purpose)));
  return element("div", {{"class", "cause"}}, body);
}

std::string headline(const Sheet& sheet) {
  const auto& report = sheet.report;
  if (is_explained(report)) return told_to(sheet, explain::Audience::user).headline;
  return meaning_text(report, report.comparison->meanings.front(), sheet.style.language);
}

}  // namespace

Markup finding_words(const Sheet& sheet, const diagnosis::Finding& finding) {
  return element("p", {}, text(sentence(sheet, ede::printable(finding.text.in(sheet.style.language)))));
}

std::string_view tone(const Report& report) {
  const auto* finding = root_cause(report);
  if (finding && finding->severity == diagnosis::Severity::error) return "bad";
  auto status = exit_status(report);
  if (status == 0) return "good";
  return status == 3 ? "warn" : "bad";
}

diagnosis::Fault party_at_fault(const Report& report) {
  using enum diagnosis::Fault;
  if (const auto* finding = root_cause(report)) return finding->fault;
  if (report.diagnosis || exit_status(report) == 0 || !is_explained(report)) return none;
  auto subject = explanation_subject(report, Style());
  return explain::explain(subject, explain::Audience::user, ede::Language::en).party;
}

std::string time_of(const Report& report) {
  auto at = report.diagnosis ? report.diagnosis->validated_at
                             : std::chrono::floor<std::chrono::seconds>(report.exchange.at);
  return at.time_since_epoch().count() == 0 ? "" : shape::time(at);
}

Markup html_verdict(const Sheet& sheet) {
  const auto& asked = sheet.report.query.question;
  auto kind = std::string(tone(sheet.report));
  auto type = dns::type_text(asked.type);
  if (asked.cls != dns::cls::in) type = dns::class_text(asked.cls) + " " + type;
  auto question =
      element("p", {{"class", "question"}},
              element("span", {{"class", "tone"}}, text(sheet.say("page-tone-" + kind))) +
                  element("span", {},
                          element("span", {{"class", "name"}}, text(shown_name(asked.name, sheet.style))) +
                              text(" " + type)));
  return element(
      "header", {{"class", "verdict"}},
      question + sheet.heading(0, headline(sheet), sheet.id + "-verdict") + cause(sheet) + facts(sheet));
}

}  // namespace edig::report
