// +survey and what belongs to it: from the settings to the order.
#pragma once

#include "cli/command_line.h"
#include "cli/interpreter.h"
#include "cli/requests.h"

namespace edig::cli {

/// Errors are of kind usage or file.
Result<CommandLine> make_survey(Interpreter given, Common& common);

}  // namespace edig::cli
