#include "report/survey_services.h"

#include <map>
#include <optional>

#include "ede/printable.h"
#include "report/html_parts.h"
#include "report/phrases.h"
#include "report/survey_view.h"
#include "services/finding.h"

namespace edig::report {
namespace {

std::optional<services::State> state_named(std::string_view word) {
  for (auto state : {services::State::not_used, services::State::works, services::State::weakened,
                     services::State::not_evaluated, services::State::broken})
    if (name(state) == word) return state;
  return std::nullopt;
}

}  // namespace

std::string services_headline(const survey::Summary& summary, ede::Language language) {
  survey::Count all;
  std::map<std::string, std::uint64_t> domains;
  for (const auto& [state, place] : summary.services.ranked(summary.services.size(), all)) {
    all.add(place->count);
    domains[state] = place->count.rows;
  }
  return say(language, "survey-services-headline",
             {grouped(all.rows), grouped(domains["broken"]), grouped(domains["weakened"]),
              grouped(domains["not-evaluated"])});
}

std::string application_label(const std::pair<std::string, std::string>& key, ede::Language language) {
  auto phrase = "service-" + key.first;
  auto application = has_phrase(phrase) ? say(language, phrase) : ede::printable(key.first);
  return say(language, "survey-labelled", {application, state_label(key.second, language)});
}

std::string state_label(std::string_view state, ede::Language language) {
  return state_named(state) ? say(language, "service-state-" + std::string(state)) : ede::printable(state);
}

int severity_of_state(std::string_view state) {
  auto known = state_named(state);
  return known ? static_cast<int>(*known) : -1;
}

std::string_view tone_of_state(std::string_view state) {
  auto known = state_named(state);
  return known ? service_tone(*known) : "plain";
}

std::string service_cause_label(const std::pair<std::string, std::string>& key,
                                const survey::CauseTally& tally, ede::Language language) {
  if (tally.text.empty()) return ede::printable(key.first + ' ' + key.second, 300);
  auto text = ede::printable(tally.text, 300);
  if (!key.second.empty() || tally.count.rows == 1) return text;
  return say(language, "survey-own-cause", {ede::printable(key.first), text});
}

}  // namespace edig::report
