// A survey that is gone on with: its output, and FILE.survey beside it.
#pragma once

#include <string>

#include "run/survey.h"
#include "survey/resume.h"
#include "survey/summary.h"

namespace edig::run {

/// What an earlier run left.
struct SurveyBefore {
  survey::Done done = {};
  survey::Summary summary = {};  // of its rows
};

/// Nothing where the order has no output to go on with. Errors: the output is of another survey, or cannot be
/// gone on with.
Result<SurveyBefore> go_on(const SurveyOrder& order);

/// What the survey is, for who goes on with it or joins outputs; where it has an output.
Result<void> begin_state(const SurveyOrder& order);
/// The same with what it came to: so many lines, and the summary as JSON.
Result<void> end_state(const SurveyOrder& order, std::uint64_t lines, std::string summary);

}  // namespace edig::run
