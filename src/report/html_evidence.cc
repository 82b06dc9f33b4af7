// What the verdict rests on, folded away: what the server said, what edig found, the report as the terminal
// shows it, and all of it as JSON.

#include <fmt/format.h>

#include "ede/printable.h"
#include "report/drawing_parts.h"
#include "report/html_parts.h"
#include "report/words.h"

namespace edig::report {
namespace {

using diagnosis::Finding;

Markup evidence_fold(const Sheet& sheet, std::string_view key, const Markup& content, bool open = false,
                     std::string_view kind = {}) {
  if (content.empty()) return {};
  auto summary = element("summary", {}, sheet.heading(2, sheet.say(key)));
  return element("details", {{"class", std::string(kind)}, {"open", open ? "open" : ""}}, summary + content);
}

Markup paragraph(std::string_view kind, std::string_view words) {
  return words.empty() ? Markup() : element("p", {{"class", std::string(kind)}}, text(words));
}

std::string code_of(const Sheet& sheet, const ede::ExtendedError& error) {
  return error.info_code ? fmt::format("EDE {} {}", *error.info_code, error.entry().purpose)
                         : sheet.say("no-info-code");
}

Markup structured_words(const Sheet& sheet, const ede::Structured& error) {
  auto out = Markup();
  if (error.usable) {
    if (error.suberror)
      out +=
          paragraph("", sheet.say("suberror", {std::to_string(error.suberror->code), error.suberror->name}));
    if (!error.justification.empty())
      out += paragraph("", sheet.say("justification", {ede::printable(error.justification)}));
    if (!error.organization.empty())
      out += paragraph("", sheet.say("organization", {ede::printable(error.organization)}));
    // Not as a link: it is the server's word, and nobody vouches for it.
    for (const auto& uri : error.contact) out += paragraph("", sheet.say("contact", {ede::printable(uri)}));
  }
  for (const auto& reason : error.ignored)
    out += paragraph("quiet", sheet.say("not-used", {ede::printable(reason)}));
  return out;
}

Markup said(const Sheet& sheet) {
  const auto& report = sheet.report;
  Markup items;
  for (const auto& error : report.extended_errors) {
    auto body = paragraph("code", code_of(sheet, error));
    if (!error.extra_text.empty())
      body += element("blockquote", {}, element("p", {}, text(ede::printable(error.extra_text))));
    if (error.info_code) body += paragraph("", error.entry().explanation(sheet.style.language));
    if (error.read && error.read->is_code)
      body += paragraph("", sheet.say("code-stands-for", {error.read->reason}));
    if (error.read) body += paragraph("", places_word(*error.read, sheet.style.language));
    if (error.structured) body += structured_words(sheet, *error.structured);
    if (!error.malformed.empty())
      body += paragraph("", sheet.say("malformed-option", {ede::printable(error.malformed)}));
    items += element("li", {}, body);
  }
  if (items.empty()) return {};
  auto out = element("ul", {{"class", "entries"}}, items);
  if (const auto& diagnosis = report.diagnosis) {
    auto claim = diagnosis->plan ? "planned" : name(diagnosis->claim);
    out += paragraph("claim", sheet.say("page-claim", {sheet.say(fmt::format("claim-{}", claim))}));
    bool clear =
        diagnosis->claim == diagnosis::Claim::confirmed || diagnosis->claim == diagnosis::Claim::refined;
    bool told = !clear || diagnosis->claimed_place_agrees;
    if (told && !diagnosis->plan && !diagnosis->claim_text.empty())
      out += paragraph(
          "quiet", sheet.say("sentence", {ede::printable(diagnosis->claim_text.in(sheet.style.language))}));
  }
  return out;
}

std::string shown(const diagnosis::EvidenceValue& value, ede::Language its_language) {
  struct {
    ede::Language language;
    std::string operator()(const std::string& text) const { return ede::printable(text); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(std::chrono::sys_seconds at) const { return shape::time(at); }
    std::string operator()(const std::vector<std::string>& texts) const {
      std::string list;
      for (const auto& text : texts) ede::add_item(list, ede::printable(text), language);
      return list;
    }
  } to_text{its_language};
  return std::visit(to_text, value);
}

Markup evidence_of(const Finding& finding, ede::Language language) {
  Markup items;
  for (const auto& item : finding.evidence)
    items += element(
        "div", {}, element("dt", {}, text(item.key)) + element("dd", {}, text(shown(item.value, language))));
  return items.empty() ? items : element("dl", {{"class", "evidence"}}, items);
}

Markup finding_entry(const Sheet& sheet, const Finding& finding) {
  auto severity = sheet.say(fmt::format("page-severity-{}", name(finding.severity)));
  auto code = finding.info_code ? fmt::format(" · EDE {} {}", *finding.info_code,
                                              ede::info_code(*finding.info_code).purpose)
                                : std::string();
  auto where = sheet.say("where-zone", {finding.zone.text()});
  if (!finding.rrset.empty()) sheet.add_item(where, ede::printable(finding.rrset));
  if (!finding.server.empty())
    sheet.add_item(where, sheet.say("where-server", {ede::printable(finding.server)}));
  auto body = element("p", {{"class", "code"}},
                      element("span", {{"class", "severity"}}, text(severity)) + text(code)) +
              finding_words(sheet, finding) + element("p", {{"class", "quiet"}}, prose(where));
  if (!finding.remedy.empty())
    body += element("p", {{"class", "remedy"}},
                    prose("→ " + ede::printable(finding.remedy.in(sheet.style.language))));
  return element("li", {{"class", std::string(name(finding.severity))}},
                 body + evidence_of(finding, sheet.style.language));
}

Markup finding_entries(const Sheet& sheet) {
  Markup items;
  if (sheet.report.diagnosis)
    for (const auto& finding : sheet.report.diagnosis->findings) items += finding_entry(sheet, finding);
  return items.empty() ? items : element("ul", {{"class", "entries"}}, items);
}

// All there is, however little of it was asked for on the terminal.
Style whole(const Style& asked) {
  Style style;
  style.language = asked.language;
  style.idn = asked.idn;
  style.all_sections = true;
  return style;
}

Markup page_as_text(const Sheet& sheet) {
  return scrollable(sheet.say("page-as-text"), to_text(sheet.report, whole(sheet.style)));
}

Markup as_json(const Sheet& sheet) {
  return scrollable(sheet.say("page-as-json"), to_json(sheet.report, whole(sheet.style)));
}

}  // namespace

Markup html_evidence(const Sheet& sheet) {
  auto folds = evidence_fold(sheet, "page-said", said(sheet), !sheet.report.diagnosis) +
               evidence_fold(sheet, "page-found", finding_entries(sheet)) +
               evidence_fold(sheet, "page-as-text", page_as_text(sheet)) +
               evidence_fold(sheet, "page-as-json", as_json(sheet), false, "json");
  return sheet.part("evidence", sheet.say("page-evidence"), folds, "folds evidence-part");
}

}  // namespace edig::report
