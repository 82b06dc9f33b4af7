// Sentences on the page. Browsers break lines after hyphens, which tears names and dates apart: what looks
// like one is kept whole, with the closing punctuation behind it, as long as it fits on a line.

#include <algorithm>

#include "base/ascii.h"
#include "report/html_parts.h"

namespace edig::report {
namespace {

bool is_plain(char character) { return character > ' ' && character <= '~'; }

bool is_of_name(char character) {
  return ascii::is_alphanumeric(character) || character == '.' || character == '-' || character == '_';
}

// An A-label stays with the U-label beside it.
bool tears(std::string_view word) {
  if (word.find("xn--") != word.npos) return false;
  word.remove_prefix(std::min(word.find_first_not_of("(\""), word.size()));
  word = word.substr(0, word.find_last_not_of(".,;:)\"") + 1);
  if (!std::ranges::all_of(word, is_of_name)) return false;
  bool telling = word.find('.') != word.npos || std::ranges::any_of(word, ascii::is_digit);
  return telling && word.find('-') != word.npos;
}

std::size_t closing_at(std::string_view rest) {
  for (std::string_view mark : {"、", "。", "）", "」", "："})
    if (rest.starts_with(mark)) return mark.size();
  return 0;
}

}  // namespace

Markup prose(std::string_view words) {
  Markup out;
  while (!words.empty()) {
    auto begin = std::ranges::find_if(words, is_plain);
    auto end = std::find_if_not(begin, words.end(), is_plain);
    std::string_view word(begin, end);
    auto length = static_cast<std::size_t>(end - words.begin());
    auto before = length - word.size();
    if (tears(word)) length += closing_at(words.substr(length));
    out += text(words.substr(0, before));
    auto piece = words.substr(before, length - before);
    out += tears(word) ? element("span", {{"class", "whole"}}, text(piece)) : text(piece);
    words.remove_prefix(length);
  }
  return out;
}

}  // namespace edig::report
