#include "ede/organization_name.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "ede/printable.h"

namespace edig::ede {
namespace {

constexpr std::size_t max_characters = 80;
constexpr std::size_t max_digits = 6;  // more of them are a telephone number

// Parts of URLs and addresses, markup and questions, in no organization's name.
constexpr auto foreign_parts =
    std::to_array<std::string_view>({"://", "www.", "mailto:", "tel:", "http:", "https:", "@", "<", ">", "{",
                                     "}", "|", "?", "？", "＠", "；", ";", "\\", "\""});

// Words of instructions. Whole words, so that "Callaway" stays a name.
constexpr auto instructions = std::to_array<std::string_view>(
    {"click", "please", "visit", "download", "install", "disable", "unblock", "login", "password", "dial"});
constexpr auto japanese_instructions = std::to_array<std::string_view>(
    {"ください", "下さい", "クリック", "こちら", "ダウンロード", "インストール"});

bool is_letter(char c) { return ascii::is_lower(c) || static_cast<unsigned char>(c) >= 0x80; }

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    auto end = at + word.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

// "example.net/help"
bool has_path(std::string_view text) {
  auto slash = text.find('/');
  if (slash == text.npos) return false;
  auto word = text.substr(0, slash);
  word = word.substr(word.rfind(' ') + 1);
  return word.find('.') != word.npos;
}

}  // namespace

bool is_organization_name(std::string_view text) {
  if (text.empty() || text.size() > max_characters * 4 || printable(text, max_characters) != text)
    return false;
  auto lower = ascii::lower(text);
  auto holds = [&](std::string_view part) { return lower.find(part) != lower.npos; };
  auto digits = std::ranges::count_if(lower, ascii::is_digit);
  return std::ranges::none_of(foreign_parts, holds) && std::ranges::none_of(japanese_instructions, holds) &&
         std::ranges::none_of(instructions, [&](auto word) { return has_word(lower, word); }) &&
         !has_path(lower) && digits <= static_cast<std::ptrdiff_t>(max_digits);
}

}  // namespace edig::ede
