// Options that contradict each other, each in one line that says what to leave out.
#pragma once

#include "base/error.h"
#include "cli/settings.h"
#include "run/request.h"

namespace edig::cli {

/// Whether what was asked for can be done in one request. `request` has its names, servers and whether there
/// is to be a diagnosis.
Result<void> check_consistency(const LineSettings& line, const QuestionSettings& question,
                               const run::Request& request);

}  // namespace edig::cli
