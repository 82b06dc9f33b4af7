// What edig writes as JSON is what its schema says.
#pragma once

#include <string_view>

namespace edig::fuzz {

/// Ends the process unless `text` is one JSON value that src/report/edig.schema.json allows.
void expect_schema(std::string_view text);

}  // namespace edig::fuzz
