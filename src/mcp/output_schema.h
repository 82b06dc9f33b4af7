// What a tool gives, as a JSON Schema: the part of edig.schema.json that its results can have.
#pragma once

#include "mcp/json_rpc.h"

namespace edig::mcp {

/// Of an entry of tools.json, which names the members that no other tool gives.
Json output_schema(const Json& tool);

}  // namespace edig::mcp
