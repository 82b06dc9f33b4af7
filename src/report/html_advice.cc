// What each party is told: the explanations of +explain for the user, the operator of the resolver and the
// owner of the zone. Where something is wrong those whose turn it is, and the user, find theirs open; at the
// desk the user alone, whatever came of it: who calls about a name that is in order is to be told something,
// too.

#include <fmt/format.h>

#include "report/explanation.h"
#include "report/html_parts.h"

namespace edig::report {
namespace {

using explain::Audience;
using explain::Explanation;

Markup paragraphs(const explain::Section& section) {
  Markup out;
  for (const auto& words : section.paragraphs) out += element(section.steps ? "li" : "p", {}, prose(words));
  return section.steps ? element("ol", {}, out) : out;
}

Markup commands(const Sheet& sheet, const explain::Section& section) {
  if (section.commands.empty()) return {};
  std::string all;
  for (const auto& command : section.commands) all += (all.empty() ? "" : "\n") + command;
  return scrollable(sheet.say("page-commands"), all);
}

Markup part(const Sheet& sheet, const explain::Section& section) {
  return element("div", {{"class", "part"}},
                 sheet.heading(3, section.heading) + paragraphs(section) + commands(sheet, section));
}

bool is_open(const Sheet& sheet, const Explanation& told) {
  using enum diagnosis::Fault;
  if (sheet.purpose == Purpose::desk) return told.audience == Audience::user;
  if (tone(sheet.report) == "good") return false;
  if (told.audience == Audience::owner) return told.party == zone || told.party == parent;
  return told.audience == Audience::user || told.party == resolver;
}

Markup advice_fold(const Sheet& sheet, const Explanation& told) {
  if (told.sections.empty()) return {};
  auto title = sheet.say(fmt::format("page-for-{}", explain::name(told.audience)));
  Markup content;
  bool untold = told.audience != Audience::user && !told.headline.empty();
  if (untold) content += element("p", {{"class", "headline"}}, prose(told.headline));
  for (const auto& section : told.sections) content += part(sheet, section);
  return element(
      "details", {{"open", is_open(sheet, told) ? "open" : ""}},
      element("summary", {}, sheet.heading(2, title)) + element("div", {{"class", "advice"}}, content));
}

}  // namespace

Markup scrollable(const std::string& label, const std::string& content) {
  return element("pre", {{"tabindex", "0"}, {"role", "group"}, {"aria-label", label}}, lines(content));
}

Explanation told_to(const Sheet& sheet, Audience audience) {
  return explained(sheet.report, sheet.style, audience);
}

bool is_explained(const Report& report) { return !report.comparison || report.diagnosis; }

Markup html_advice(const Sheet& sheet) {
  if (!is_explained(sheet.report)) return {};
  return sheet.part("advice", sheet.say("page-advice"), advice_fold(sheet, told_to(sheet, Audience::user)),
                    "folds advice-first");
}

Markup html_other_advice(const Sheet& sheet) {
  if (!is_explained(sheet.report)) return {};
  Markup others;
  for (auto audience : {Audience::operator_, Audience::owner})
    others += advice_fold(sheet, told_to(sheet, audience));
  return element("div", {{"class", "folds advice-others"}}, others);
}

}  // namespace edig::report
