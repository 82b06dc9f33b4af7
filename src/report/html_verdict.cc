// The head of a question's section: what was asked, what became of it, and why.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

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
#include "report/service_words.h"
#include "report/words.h"
#include "services/report.h"

namespace edig::report {
namespace {

// A server that nobody can talk to is the reader's trouble, whatever else is wrong.
bool is_out_of_reach(const Report& report) {
  return !report.comparison && !report.exchange.reply &&
         report.exchange.reply.error().kind != Error::Kind::timeout;
}

const diagnosis::Finding* root_cause(const Report& report) {
  if (is_out_of_reach(report)) return nullptr;
  if (!report.diagnosis || report.diagnosis->findings.empty()) return nullptr;
  const auto& first = report.diagnosis->findings.front();
  return first.severity == diagnosis::Severity::note ? nullptr : &first;
}

// Nothing is wrong with the name, and still no reply came.
bool is_unanswered(const Report& report) {
  return !report.exchange.reply && !report.comparison && !root_cause(report);
}

Markup fact(const Sheet& sheet, std::string_view key, std::string_view value) {
  return element("div", {}, element("dt", {}, text(sheet.say(key))) + element("dd", {}, text(value)));
}

Markup facts(const Sheet& sheet) {
  const auto& report = sheet.report;
  auto items = fact(sheet, "page-reply", reply_word(report, sheet.style.language));
  if (report.diagnosis)
    items += fact(sheet, is_unanswered(report) ? "page-status-direct" : "page-status",
                  sheet.say(fmt::format("result-{}", status_word(*report.diagnosis))));
  if (report.diagnosis && report.diagnosis->plan)
    items += fact(sheet, "page-plan", plan_words(*report.diagnosis->plan, sheet.style.language));
  if (!report.comparison)
    items += fact(sheet, "page-server", server_word(report.exchange.peer, sheet.style.language));
  if (auto time = time_of(sheet); !time.empty()) items += fact(sheet, "page-time", time);
  return element("dl", {{"class", "facts"}}, items);
}

Markup silence(const Sheet& sheet) {
  const auto& report = sheet.report;
  const auto& error = report.exchange.reply.error();
  auto why = sheet.say("error-" + std::string(name(error.kind)));
  auto words = sheet.say("page-no-reply", {server_word(report.exchange.peer, sheet.style.language), why});
  if (error.certificate)
    ede::add_sentence(words, explain::certificate_text(*error.certificate, sheet.style.language),
                      sheet.style.language);
  auto body = element("p", {}, prose(words));
  bool proven = report.diagnosis && (report.diagnosis->status == diagnosis::Status::secure ||
                                     report.diagnosis->status == diagnosis::Status::insecure);
  return proven ? body + element("p", {{"class", "quiet"}}, text(sheet.say("page-name-in-order"))) : body;
}

// The line for whoever takes the ticket over.
Markup ticket(const Sheet& sheet) {
  if (!is_explained(sheet.report)) return {};
  auto told = told_to(sheet, explain::Audience::user);
  auto label = element("span", {{"class", "quiet"}}, text(explain::ticket_label(sheet.style.language)));
  return element("p", {{"class", "ticket"}}, label + text(" ") + element("span", {}, prose(told.reference)));
}

// As the clock of this machine shows it; nothing where that shows UTC.
std::string local_time(std::chrono::sys_seconds at) {
  auto seconds = std::chrono::system_clock::to_time_t(at);
  std::tm local{};
  if (!localtime_r(&seconds, &local) || local.tm_gmtoff == 0) return {};
  return fmt::format("{:%F %R %Z}", local);
}

// Of what the services come to: the first of the worst.
Markup service_cause(const Sheet& sheet, const services::Finding& finding) {
  auto language = sheet.style.language;
  auto body = element("p", {}, prose(sentence(sheet, in_words(finding.text(), language))));
  if (auto why = root_cause_words(*sheet.report.services, language); !why.empty())
    body += element("p", {}, prose(why));
  body += element("p", {}, prose(whose_turn(finding, language)));
  auto where = finding.zone ? sheet.say("where-zone", {finding.zone->text()}) : std::string();
  if (!finding.kind.reference().empty()) sheet.add_item(where, finding.kind.reference());
  body += element("p", {{"class", "code"}}, text(where));
  return element("div", {{"class", "cause"}}, body);
}

Markup cause(const Sheet& sheet) {
  if (const auto* services = sheet.report.services.get())
    if (const auto* finding = services->cause()) return service_cause(sheet, *finding);
  const auto* finding = root_cause(sheet.report);
  if (!finding)
    return is_unanswered(sheet.report) ? element("div", {{"class", "cause"}}, silence(sheet)) : Markup();
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

std::string sentence(const Sheet& sheet, std::string words) {
  auto first = std::string_view(words).substr(0, words.find(' '));
  bool name = first.find('.') != first.npos || first == "edig";
  if (!name && !words.empty()) words[0] = ascii::to_upper(words[0]);
  return sheet.say("sentence", {words});
}

Markup finding_words(const Sheet& sheet, const diagnosis::Finding& finding) {
  return element("p", {}, prose(sentence(sheet, ede::printable(finding.text.in(sheet.style.language)))));
}

std::string_view tone(const Report& report) {
  const auto* finding = root_cause(report);
  if (finding && finding->severity == diagnosis::Severity::error) return "bad";
  if (report.services && status_of_reply(report) == status::good)
    return service_tone(report.services->state());
  auto outcome = exit_status(report);
  if (outcome == status::good) return "good";
  return outcome == status::doubt ? "warn" : "bad";
}

diagnosis::Fault party_at_fault(const Report& report) {
  using enum diagnosis::Fault;
  if (const auto* finding = root_cause(report)) return finding->fault;
  if (exit_status(report) == status::good || !is_explained(report)) return none;
  return explained(report, Style(), explain::Audience::user).party;
}

std::string reply_word(const Report& report, ede::Language language) {
  const auto& reply = report.exchange.reply;
  if (!reply) return say(language, "no-reply");
  bool no_data = judge(report.query, reply->message).kind == Outcome::Kind::nodata;
  auto type = dns::type_text(report.query.question.type);
  return no_data ? say(language, "no-records", {type}) : dns::rcode_text(reply->message.rcode);
}

std::string time_of(const Sheet& sheet) {
  const auto& report = sheet.report;
  auto at = report.diagnosis ? report.diagnosis->validated_at
                             : std::chrono::floor<std::chrono::seconds>(report.exchange.at);
  if (at.time_since_epoch().count() == 0) return {};
  auto local = local_time(at);
  return local.empty() ? shape::time(at) : sheet.say("page-both-times", {shape::time(at), local});
}

Markup html_verdict(const Sheet& sheet) {
  const auto& asked = sheet.report.query.question;
  auto kind = std::string(tone(sheet.report));
  auto type = dns::type_text(asked.type);
  if (asked.cls != dns::cls::in) type = dns::class_text(asked.cls) + " " + type;
  auto what = sheet.report.services ? sheet.say("page-services") : type;
  auto question =
      element("p", {{"class", "question"}},
              element("span", {{"class", "tone"}}, text(sheet.say("page-tone-" + kind))) +
                  element("span", {},
                          element("span", {{"class", "name"}}, text(shown_name(asked.name, sheet.style))) +
                              text(" " + what)));
  return element("header", {{"class", "verdict"}},
                 question +
                     element("h" + std::to_string(sheet.level), {{"id", sheet.id + "-verdict"}},
                             prose(headline(sheet))) +
                     cause(sheet) + facts(sheet) + ticket(sheet));
}

}  // namespace edig::report
