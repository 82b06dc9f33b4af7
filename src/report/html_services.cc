// With +services: each application with its state, what follows from it, why, and whose turn it is; then what
// was read, folded away. What is wrong stands first.

#include <algorithm>

#include "diagnosis/judgement/spoken.h"
#include "explain/services.h"
#include "report/html_parts.h"
#include "report/records.h"
#include "report/service_words.h"
#include "services/report.h"

namespace edig::report {
namespace {

using services::Application;

Markup service_entry(const Sheet& sheet, const services::Finding& finding) {
  auto language = sheet.style.language;
  auto body = element("p", {}, prose(sentence(sheet, in_words(finding.text(), language))));
  if (auto cause = cause_words(*sheet.report.services, finding, language); !cause.empty())
    body += element("p", {}, prose(cause));
  if (finding.severity() != services::Severity::note)
    body += element("p", {{"class", "remedy"}}, prose(turn_words(finding, language)));
  if (!finding.kind.reference().empty())
    body += element("p", {{"class", "quiet"}}, text(finding.kind.reference()));
  return element("li", {{"class", std::string(finding.kind.severity_word())}}, body);
}

std::string_view application_kind(services::State state) {
  return state == services::State::not_used ? "unused" : service_tone(state);
}

Markup application_item(const Sheet& sheet, const Application& application) {
  const auto& judgement = application.judgement;
  auto state = sheet.say("service-state-" + std::string(name(judgement.state)));
  auto head = element("div", {{"class", "application"}},
                      sheet.heading(2, sheet.say("service-" + std::string(application.name))) +
                          element("span", {{"class", "tone"}}, text(state)));
  auto effect = explain::effect(application, sheet.report.services->domain, sheet.style.language);
  if (!effect.empty()) head += element("p", {{"class", "effect"}}, prose(effect));
  auto findings = judgement.findings;
  std::ranges::stable_sort(findings, {}, &services::Finding::severity);
  Markup entries;
  for (const auto& finding : findings) entries += service_entry(sheet, finding);
  if (!entries.empty()) head += element("ul", {{"class", "entries"}}, entries);
  return element("li", {{"class", std::string(application_kind(judgement.state))}}, head);
}

// Not used comes after what works.
std::vector<const Application*> worst_first(const services::Report& report) {
  std::vector<const Application*> sorted;
  for (const auto& application : report.applications) sorted.push_back(&application);
  std::ranges::stable_sort(sorted, std::ranges::greater(),
                           [](const Application* one) { return one->judgement.state; });
  return sorted;
}

}  // namespace

std::string_view service_tone(services::State state) {
  if (state == services::State::broken) return "bad";
  return state > services::State::works ? "warn" : "good";
}

Markup html_services(const Sheet& sheet) {
  if (!sheet.report.services) return {};
  const auto& report = *sheet.report.services;
  Markup items;
  for (const auto* application : worst_first(report)) items += application_item(sheet, *application);
  auto content = element("ul", {{"class", "applications"}}, items);
  if (report.bounded) content += element("p", {}, text(sheet.say("services-bounded")));
  return sheet.part("services",
                    sheet.say("services-of", {diagnosis::spoken(shown_name(report.domain, sheet.style),
                                                                sheet.style.language)}),
                    content + html_service_records(sheet));
}

}  // namespace edig::report
