// +survey +services: the words for what the services of many domains come to.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "ede/language.h"
#include "survey/summary.h"

namespace edig::report {

/// "Of 212 domains, 3 have something that is broken ..."
std::string services_headline(const survey::Summary& summary, ede::Language language);
/// "Mail in (MX): broken", of an application and its state.
std::string application_label(const std::pair<std::string, std::string>& key, ede::Language language);
/// "broken"
std::string state_label(std::string_view state, ede::Language language);
/// The worse the more; of a word that is no state less than of any other.
int severity_of_state(std::string_view state);
/// "good", "warn", "bad", "plain"
std::string_view tone_of_state(std::string_view state);
/// What a cause says of all its domains, or where it lies with each of them, its kind and what it says of the
/// first.
std::string service_cause_label(const std::pair<std::string, std::string>& key,
                                const survey::CauseTally& tally, ede::Language language);

}  // namespace edig::report
