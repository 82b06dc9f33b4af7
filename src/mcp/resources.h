// What can be read beside the tools: edig(1), the registry of INFO-CODEs, the schema of the JSON. All of it
// is compiled in, so that the portable binary has it as well.
#pragma once

#include <optional>
#include <string_view>

#include "mcp/json_rpc.h"

namespace edig::mcp {

/// As `resources/list` has them.
Json list_resources();
/// As `resources/read` has it; nothing: there is none.
std::optional<Json> read_resource(std::string_view uri);

}  // namespace edig::mcp
