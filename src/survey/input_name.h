// The name that a word of a survey's input means, and whether a word can be a server.
#pragma once

#include <string_view>

#include "survey/input.h"

namespace edig::survey {

/// With the name and what type is usual for it. Errors are of kind `usage`.
Result<Entry> read_name(std::string_view word);

/// An address, a URL or a host name with a dot or a port: what a server looks like that stands without @.
bool is_server(std::string_view word);

}  // namespace edig::survey
