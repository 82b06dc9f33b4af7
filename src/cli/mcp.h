// --mcp: what an assistant's calls may ask, whom and how, is the command line's to say.
#pragma once

#include "cli/command_line.h"
#include "cli/interpreter.h"
#include "cli/requests.h"

namespace edig::cli {

/// Errors: the command line has what each call says itself, or what leaves none possible.
Result<CommandLine> make_mcp(Interpreter given, Common common);

}  // namespace edig::cli
