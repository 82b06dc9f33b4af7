// What has to hold for every input: a fuzz target ends the process where it does not.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>

#include "ede/printable.h"

namespace edig::fuzz {

inline void expect(bool holds, std::source_location where = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: does not hold\n", where.file_name(), static_cast<unsigned>(where.line()));
  std::abort();
}

/// `text` can be shown as it is: UTF-8 without control characters.
inline void expect_harmless(std::string_view text,
                            std::source_location where = std::source_location::current()) {
  expect(ede::is_utf8(text), where);
  for (char c : text) expect(c < 0 || (c >= ' ' && c != 0x7f), where);
  for (std::string_view hidden : {"\u0085", "\u009b", "\u061c", "\u200b", "\u200f", "\u2028", "\u202e",
                                  "\u2066", "\ufeff", "\U000e0041"})
    expect(text.find(hidden) == text.npos, where);
}

/// The same of text in lines, with `layout` beside the line breaks.
inline void expect_lines(std::string_view text, std::string_view layout = {},
                         std::source_location where = std::source_location::current()) {
  std::string rest(text);
  std::erase_if(rest, [&](char c) { return c == '\n' || layout.find(c) != layout.npos; });
  expect_harmless(rest, where);
}

}  // namespace edig::fuzz
