// The summary of a survey as text.
#pragma once

#include <string>

#include "report/survey_view.h"

namespace edig::report {

/// Lines of at most `columns` columns (0: as long as they are).
std::string survey_text(const SurveyReport& report, ede::Language language, std::size_t columns);

}  // namespace edig::report
