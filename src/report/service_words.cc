#include "report/service_words.h"

#include <algorithm>

#include "diagnosis/judgement/spoken.h"
#include "ede/printable.h"
#include "report/phrases.h"

namespace edig::report {
namespace {

std::string service_party_words(const services::Finding& finding, ede::Language language) {
  using enum services::Turn;
  if (finding.turn != zone && finding.turn != third_party)
    return say(language, "fault-" + std::string(name(finding.turn)));
  auto place = finding.zone.value_or(finding.about.name);
  return say(language, "fault-zone-named", {diagnosis::spoken(place.text(), language)});
}

}  // namespace

std::string in_words(const diagnosis::Wording& wording, ede::Language language) {
  return ede::printable(diagnosis::spoken(wording.in(language), language));
}

std::string whose_turn(const services::Finding& finding, ede::Language language) {
  return say(language, "turn", {service_party_words(finding, language)});
}

std::string turn_words(const services::Finding& finding, ede::Language language) {
  auto remedy = in_words(finding.remedy(), language);
  return say(language, "turn",
             {say(language, "turn-remedy", {service_party_words(finding, language), remedy})});
}

std::string cause_words(const services::Report& report, const services::Finding& finding,
                        ede::Language language) {
  auto cause = std::ranges::find(report.causes, finding.about, &services::Cause::question);
  if (cause == report.causes.end() || cause->diagnosis.findings.empty()) return {};
  return say(language, "service-cause", {in_words(cause->diagnosis.findings.front().text, language)});
}

std::string root_cause_words(const services::Report& report, ede::Language language) {
  for (const auto& application : report.applications) {
    if (!report.cause() || application.cause() != report.cause()) continue;
    for (const auto& finding : application.judgement.findings)
      if (auto words = cause_words(report, finding, language); !words.empty()) return words;
  }
  return {};
}

}  // namespace edig::report
