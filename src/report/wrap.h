// Text in terminal columns: padding and line breaking that know wide characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace edig::report {

/// `text` with spaces behind it up to `columns`.
std::string pad(std::string_view text, std::size_t columns);
/// With spaces in front.
std::string pad_left(std::string_view text, std::size_t columns);

/// Appends `text` as lines, each with `indent` spaces in front, of at most `columns` columns (0: one line).
/// Breaks at spaces and between East Asian characters, never before closing punctuation.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent, std::size_t columns);

}  // namespace edig::report
