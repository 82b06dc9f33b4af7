// With +services: each application with its state, the cause and whose turn it is, then what was read.

#include <fmt/format.h>

#include <algorithm>

#include "ede/printable.h"
#include "report/service_words.h"
#include "report/text_parts.h"
#include "report/wrap.h"
#include "services/report.h"

namespace edig::report {
namespace {

constexpr std::size_t fewest_columns = 20;

Paint paint_of(services::State state) {
  if (state == services::State::broken) return Paint::bad;
  return state == services::State::works      ? Paint::good
         : state == services::State::not_used ? Paint::faint
                                              : Paint::warning;
}

std::string name_of(const Page& page, const services::Application& application) {
  return page.say("service-" + std::string(application.name));
}

void append_application(Page& page, const services::Application& application, std::size_t columns) {
  const auto& judgement = application.judgement;
  auto state = page.say("service-state-" + std::string(name(judgement.state)));
  page.out += fmt::format("  {}  {}\n", pad(name_of(page, application), columns),
                          paint(page.style, paint_of(judgement.state), state));
  auto findings = judgement.findings;
  std::ranges::stable_sort(findings, {}, &services::Finding::severity);
  for (const auto& finding : findings) {
    append_text(page, "- " + page.say("sentence", {in_words(finding.text(), page.style.language)}), 4);
    append_text(page, cause_words(*page.report.services, finding, page.style.language), 6);
    if (finding.severity() != services::Severity::note)
      append_text(page, turn_words(finding, page.style.language), 6);
  }
}

// Those with something to say stand alone.
void append_applications(Page& page, const std::vector<services::Application>& applications) {
  auto columns = fewest_columns;
  for (const auto& application : applications)
    columns = std::max(columns, ede::display_width(name_of(page, application)));
  bool alone = false;
  for (const auto& application : applications) {
    bool says = !application.judgement.findings.empty();
    if (alone || (says && &application != &applications.front())) page.out += '\n';
    append_application(page, application, columns);
    alone = says;
  }
}

void append_spf(Page& page, const services::Report& report) {
  if (!report.spf || !report.spf->published()) return;
  auto lookups = page.say("service-spf-lookups",
                          {std::to_string(report.spf->lookups), std::to_string(services::spf::max_lookups)});
  page.out += fmt::format("  {}\n", lookups);
  for (const auto& node : report.spf->nodes) {
    auto line = ede::printable(node.domain);
    if (!node.record.empty()) line += "  " + ede::printable(node.record);
    append_text(page, line, 4 + 2 * node.depth);
  }
}

void append_check(Page& page, const services::Report& report) {
  if (!report.check) return;
  const auto& check = *report.check;
  auto result = std::string(services::spf::name(check.outcome));
  auto decided = check.term.empty() ? "service-check" : "service-check-by";
  append_text(page, page.say(decided, {result, ede::printable(check.term), ede::printable(check.domain)}), 2);
  if (!check.explanation.empty())
    append_text(page, page.say("service-explanation", {ede::printable(check.explanation)}), 2);
}

void append_dmarc(Page& page, const services::Report& report) {
  if (!report.dmarc || !report.dmarc->policy_domain) return;
  const auto& found = *report.dmarc;
  auto policy =
      found.policy ? std::string(services::dmarc::name(*found.policy)) : page.say("service-no-policy");
  append_text(page, page.say("service-dmarc-policy", {policy, page.speak(*found.policy_domain)}), 2);
  if (found.organizational_domain)
    append_text(page, page.say("service-dmarc-organization", {page.speak(*found.organizational_domain)}), 2);
}

// What the records say: a part of its own, where there is any.
void append_policies(Page& page, const services::Report& report) {
  auto begin = page.out.size();
  append_spf(page, report);
  append_check(page, report);
  append_dmarc(page, report);
  if (page.out.size() > begin) page.out.insert(begin, 1, '\n');
}

}  // namespace

void append_services(Page& page) {
  if (!page.report.services) return;
  const auto& report = *page.report.services;
  page.out +=
      '\n' + paint(page.style, Paint::strong, page.say("services-of", {page.speak(report.domain)})) + '\n';
  page.out += '\n';
  append_applications(page, report.applications);
  if (report.connection) append_connection(page, *report.connection);
  append_policies(page, report);
  if (report.bounded) append_text(page, page.say("services-bounded"), 2);
}

}  // namespace edig::report
