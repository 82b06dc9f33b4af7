// Sentences on the page. Browsers break lines after hyphens, which tears names and dates apart: what looks
// like one is kept whole, with the closing punctuation behind it, as long as it fits on a line.

#include <algorithm>

#include "base/ascii.h"
#include "report/html_parts.h"

namespace edig::report {
namespace {

bool is_plain_character(char character) { return character > ' ' && character <= '~'; }

bool is_of_name(char character) {
  return ascii::is_alphanumeric(character) || character == '.' || character == '-' || character == '_';
}

// A longer name has no room on a line of a telephone, and flows with the text.
bool tears(std::string_view word) {
  constexpr std::size_t longest = 40;
  word.remove_prefix(std::min(word.find_first_not_of("(\""), word.size()));
  word = word.substr(0, word.find_last_not_of(".,;:)\"") + 1);
  if (word.size() > longest || !std::ranges::all_of(word, is_of_name)) return false;
  bool telling = word.find('.') != word.npos || std::ranges::any_of(word, ascii::is_digit);
  return telling && word.find('-') != word.npos;
}

std::size_t closing_at(std::string_view rest) {
  for (std::string_view mark : {"、", "。", "）", "」", "：", "”"})
    if (rest.starts_with(mark)) return mark.size();
  return 0;
}

std::size_t opening_before(std::string_view words) {
  for (std::string_view mark : {"（", "「", "“"})
    if (words.ends_with(mark)) return mark.size();
  return 0;
}

// Where the name with U-labels begins that stands before its A-labels in brackets.
std::size_t u_labels_before(std::string_view words) {
  auto name = words.substr(0, words.find_last_not_of(' ') + 1);
  std::size_t begin = 0;
  for (std::string_view mark : {" ", "、", "。", "（", "「", "：", "“"})
    if (auto at = name.rfind(mark); at != name.npos) begin = std::max(begin, at + mark.size());
  return words.size() - begin;
}

struct Piece {
  std::size_t begin, end;
};

// The next that has to stay whole; empty at the end where there is none. What has U-labels stays with the
// A-labels beside it.
Piece next_whole(std::string_view words) {
  auto end = words.begin();
  while (true) {
    auto begin = std::find_if(end, words.end(), is_plain_character);
    if (begin == words.end()) return {words.size(), words.size()};
    end = std::find_if_not(begin, words.end(), is_plain_character);
    std::string_view word(begin, end), before(words.begin(), begin);
    if (!tears(word)) continue;
    bool beside = word.starts_with('(') && word.find("xn--") != word.npos && before.ends_with(' ');
    auto more = beside ? u_labels_before(before) : opening_before(before);
    auto stop = before.size() + word.size();
    return {before.size() - more, stop + closing_at(words.substr(stop))};
  }
}

}  // namespace

Markup prose(std::string_view words) {
  Markup out;
  while (!words.empty()) {
    auto whole = next_whole(words);
    out += text(words.substr(0, whole.begin));
    if (whole.begin < whole.end)
      out += element("span", {{"class", "whole"}}, text(words.substr(whole.begin, whole.end - whole.begin)));
    words.remove_prefix(whole.end);
  }
  return out;
}

}  // namespace edig::report
