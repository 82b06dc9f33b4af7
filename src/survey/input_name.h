// The name that a word of a survey's input means, and whether a word can be a server.
#pragma once

#include <string_view>

#include "survey/input.h"

namespace edig::survey {

/// With the name and what type is usual for it. Errors are of kind `usage`.
Result<Entry> read_name(std::string_view word);

}  // namespace edig::survey
