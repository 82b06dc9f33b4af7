// The pictures of a survey's page: bars by size, and what became of its lines over time. Their numbers are in
// the tables beside them.
#pragma once

#include "report/drawing.h"
#include "report/survey_view.h"

namespace edig::report {

/// Of the table's entries; empty where it has none.
Figure bars_figure(const SurveyTable& table, ede::Language language);
/// Empty where no row says when it was.
Figure survey_time_figure(const survey::Timeline& timeline, ede::Language language);

}  // namespace edig::report
