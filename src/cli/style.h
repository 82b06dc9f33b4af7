// How the report of a question is to look: by its options, the command line, the terminal and the locale.
#pragma once

#include "cli/requests.h"
#include "report/format.h"

namespace edig::cli {

/// Whether a banner is due is `common`'s to know: there is one for a line of dig's.
report::Style make_style(Common& common, const LineSettings& line, const QuestionSettings& question);

}  // namespace edig::cli
