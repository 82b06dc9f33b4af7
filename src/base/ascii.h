// Letters and digits of ASCII, in any locale: names and mnemonics know no others (RFC 4343, RFC 5234 appendix
// B.1).
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace edig::ascii {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_upper(c) || is_lower(c); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - ('a' - 'A')) : c; }

inline std::string lower(std::string_view text) {
  std::string folded(text);
  std::ranges::transform(folded, folded.begin(), to_lower);
  return folded;
}

inline std::string upper(std::string_view text) {
  std::string folded(text);
  std::ranges::transform(folded, folded.begin(), to_upper);
  return folded;
}

}  // namespace edig::ascii
