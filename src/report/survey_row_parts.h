// What the lines of a survey's output have in common, whatever the format.
#pragma once

#include <string>
#include <string_view>

namespace edig::report {

/// Needs no escape in JSON or in CSV but for a comma, and none in a terminal.
bool is_plain(std::string_view text);
/// Appends "1.234".
void put_ms(std::string& out, double ms);

}  // namespace edig::report
