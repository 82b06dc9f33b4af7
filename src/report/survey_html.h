// The page of a survey: what fails and why, by size; EDE by resolver; what became of its lines over time.
// Each drawing has its table. As the other pages it has no script, and loads nothing (html_page.h).
#pragma once

#include <string>

#include "report/survey_view.h"

namespace edig::report {

std::string survey_html(const SurveyReport& report, ede::Language language);

}  // namespace edig::report
