#include "report/wrap.h"

#include <algorithm>

#include "ede/printable.h"

namespace edig::report {
namespace {

// The bytes of the UTF-8 character at the front of `text`.
std::string_view front_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) ++length;
  return text.substr(0, length);
}

bool closes(std::string_view character) {
  for (std::string_view mark : {"、", "。", "」", "』", "）", "：", "；", "ー", "！", "？"})
    if (character == mark) return true;
  return false;
}

bool opens(std::string_view character) { return character == "（" || character == "「" || character == "『"; }

// The longest piece of `text` after whose end a line may break, within `columns`; at least one unbreakable
// piece.
std::string_view take_line(std::string_view text, std::size_t columns) {
  std::size_t width = 0, best = 0;
  std::string_view previous;
  for (std::size_t at = 0; at < text.size();) {
    auto character = front_character(text.substr(at));
    auto wide = ede::display_width(character) == 2;
    bool may_break = character == " " || (at > 0 && !closes(character) && !opens(previous) &&
                                          (wide || ede::display_width(previous) == 2));
    if (may_break && previous != " ") best = at;
    width += ede::display_width(character);
    if (width > columns && best > 0) return text.substr(0, best);
    previous = character;
    at += character.size();
  }
  return text;
}

}  // namespace

std::string pad(std::string_view text, std::size_t columns) {
  auto width = ede::display_width(text);
  return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t columns) {
  auto width = ede::display_width(text);
  return std::string(columns > width ? columns - width : 0, ' ') + std::string(text);
}

void append_wrapped(std::string& out, std::string_view text, std::size_t indent, std::size_t columns) {
  constexpr std::size_t narrowest = 20;
  auto room = columns == 0 ? text.size() * 2 + 1 : std::max(columns - std::min(columns, indent), narrowest);
  do {
    auto line = take_line(text, room);
    out.append(indent, ' ').append(line) += '\n';
    text.remove_prefix(line.size());
    while (text.starts_with(' ')) text.remove_prefix(1);
  } while (!text.empty());
}

}  // namespace edig::report
