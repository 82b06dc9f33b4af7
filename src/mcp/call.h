// One call of a tool, from its arguments to its result. Blocks; for a process of its own (workers.h).
#pragma once

#include <string>
#include <vector>

#include "mcp/progress.h"
#include "mcp/tools.h"
#include "run/request_maker.h"

namespace edig::mcp {

/// How `server` of the arguments calls those that the tool may ask: "192.0.2.53", "tls://dns.example". Empty
/// where it cannot ask at all.
std::vector<std::string> servers(const Tools& tools, const Json& tool, const run::RequestMaker& request_of);

/// The result as `tools/call` has it. `arguments` fit the tool.
Json run_call(const Tools& tools, const Json& tool, const Json& arguments,
              const run::RequestMaker& request_of, Progress progress);

}  // namespace edig::mcp
