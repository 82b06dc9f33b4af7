// The tool survey: names of the arguments -> a summary, and the rows that a reader can take in.
#pragma once

#include "mcp/json_rpc.h"
#include "mcp/progress.h"
#include "run/request.h"

namespace edig::mcp {

/// `request`: what each name is asked like, and whom. The result as `tools/call` has it.
Json survey(const Json& names, const run::Request& request, Progress& progress);

}  // namespace edig::mcp
