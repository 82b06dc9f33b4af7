// Results of tools. Whatever a tool says is made of what strangers wrote: it is marked as data, in a way that
// what is marked cannot undo.
#pragma once

#include <string>
#include <string_view>

#include "mcp/json_rpc.h"

namespace edig::mcp {

/// Octets of the JSON and of the text: models read no more, and clients cut off what is longer.
inline constexpr std::size_t max_structured = 128 << 10, max_text = 16 << 10;

/// `text`: lines for a reader. `structured`: an object with `schema`, after which the notice is put.
Json call_result(std::string_view text, Json structured);

}  // namespace edig::mcp
