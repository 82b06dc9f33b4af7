// Makes foreign text fit for a terminal, a log or a page: the one function through which every formatter
// passes what came from the network.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace edig::ede {

/// `text` with control characters (C0, DEL, C1), ESC, bidirectional controls, zero-width and other invisible
/// characters, line and paragraph separators, tag characters, what is for private use or not assigned, and
/// invalid UTF-8 written as visible escapes (\x1b for bytes, \u{202e} for characters), a backslash as \\, a
/// double quote as \". Longer than `max_length` characters: cut, with "…" and how many octets there were in
/// all.
std::string printable(std::string_view text, std::size_t max_length = 1000);

/// Valid UTF-8: foreign bytes that are none become U+FFFD. Control characters stay (JSON escapes them).
std::string to_utf8(std::string_view text);
bool is_utf8(std::string_view text);

/// Whether `character` is DEL, C1, invisible, a bidirectional control, a separator of lines, for private use
/// or not assigned: what `printable` escapes whatever stands around it. C0 is not asked about.
bool is_concealing(char32_t character);

/// Columns that `text` (valid UTF-8) takes on a terminal: 2 for East Asian wide characters, 0 for combining
/// ones.
std::size_t display_width(std::string_view text);

}  // namespace edig::ede
