// The member `summary` of the JSON (edig.schema.json): what a survey found, all in all.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "report/survey_view.h"

namespace edig::report {

nlohmann::ordered_json survey_summary_json(const SurveyReport& report);
/// The whole object, in one line.
std::string survey_json(const SurveyReport& report);

}  // namespace edig::report
