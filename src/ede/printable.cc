#include "ede/printable.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/csv.h"
#include "ede/utf8.h"
#include "embedded/display_widths_csv.h"
#include "embedded/unknown_characters_csv.h"

namespace edig::ede {
namespace {

// ---- What is not shown as it is ----

struct Range {
  char32_t first, last;
};

template <std::size_t size>
constexpr bool ascending(const std::array<Range, size>& ranges) {
  char32_t previous = 0;
  for (auto [first, last] : ranges) {
    if (first <= previous || last < first) return false;
    previous = last;
  }
  return true;
}

template <std::size_t size>
constexpr bool contains(const std::array<Range, size>& ranges, char32_t character) {
  auto range = std::ranges::lower_bound(ranges, character, {}, &Range::last);
  return range != ranges.end() && range->first <= character;
}

// Invisible characters and those that change the order, the lines or the meaning of what stands around them.
// Unicode's Default_Ignorable_Code_Point, the separators U+2028 and U+2029 and the annotation marks, without
// the variation selectors.
constexpr auto concealing = std::to_array<Range>({
    {0x7f, 0x9f},        // DEL and C1
    {0xad, 0xad},        // soft hyphen
    {0x34f, 0x34f},      // combining grapheme joiner
    {0x61c, 0x61c},      // Arabic letter mark
    {0x115f, 0x1160},    // Hangul fillers
    {0x17b4, 0x17b5},    // Khmer inherent vowels
    {0x180e, 0x180e},    // Mongolian vowel separator
    {0x200b, 0x200f},    // zero width space, joiners, direction marks
    {0x2028, 0x202e},    // line and paragraph separator, bidirectional embeddings and overrides
    {0x2060, 0x206f},    // word joiner, invisible operators, bidirectional isolates
    {0x3164, 0x3164},    // Hangul filler
    {0xfeff, 0xfeff},    // zero width no-break space
    {0xffa0, 0xffa0},    // halfwidth Hangul filler
    {0xfff0, 0xfffb},    // unassigned ignorables, interlinear annotation
    {0x1bca0, 0x1bca3},  // shorthand format controls
    {0x1d173, 0x1d17a},  // musical symbol format controls
    {0xe0000, 0xe00ff},  // tags
    {0xe01f0, 0xe0fff},  // unassigned ignorables
});
static_assert(ascending(concealing));

// They choose a glyph for the character before them, as Japanese names (U+E0100 to U+E01EF) and emoji need;
// alone or in rows they are invisible and can carry hidden text.
constexpr auto variation_selectors =
    std::to_array<Range>({{0x180b, 0x180d}, {0x180f, 0x180f}, {0xfe00, 0xfe0f}, {0xe0100, 0xe01ef}});
static_assert(ascending(variation_selectors));

// Not assigned, or for private use: what they look like is up to a font. General categories Cn and Co of
// Unicode 15.0; DerivedGeneralCategory.txt becomes the rows by
//   perl -ne 'printf "%d,%d\n", hex $1, hex($2 // $1) if /^(\w+)(?:\.\.(\w+))? *; C[no]/' | sort -n
constexpr auto unknown = [] {
  constexpr auto& rows = csv::table<embedded::unknown_characters_csv, 2>;
  std::array<Range, rows.size()> table;
  std::ranges::transform(rows, table.begin(), [](const csv::Row<2>& row) {
    return Range{csv::number<std::uint32_t>(row[0]), csv::number<std::uint32_t>(row[1])};
  });
  return table;
}();
static_assert(ascending(unknown));

constexpr bool is_plain_ascii(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

void append_hex(std::string& text, std::string_view before, std::uint32_t value, std::string_view after) {
  char digits[8];
  auto end = std::to_chars(digits, digits + sizeof digits, value, 16).ptr;
  text.append(before);
  if (end - digits < 2) text += '0';
  text.append(digits, end);
  text.append(after);
}

// Writes one character or ill-formed sequence at a time, so that it can tell how many there have been.
class Writer {
 public:
  Writer(std::string_view text, std::size_t max_length) : text_(text), room_(max_length) {}

  std::string write() && {
    written_.reserve(std::min(text_.size(), room_) + 16);
    while (at_ < text_.size() && room_ > 0) {
      if (is_plain_ascii(text_[at_])) {
        ascii_run();
      } else {
        one(step(text_, at_));
      }
    }
    if (at_ < text_.size()) written_ += "… (" + std::to_string(text_.size()) + " octets)";
    return std::move(written_);
  }

 private:
  void ascii_run() {
    auto run = text_.substr(at_, room_);
    auto end = std::ranges::find_if_not(run, is_plain_ascii);
    run = run.substr(0, static_cast<std::size_t>(end - run.begin()));
    written_.append(run);
    at_ += run.size();
    room_ -= run.size();
    follows_visible_ = true;
  }

  void one(Step next) {
    auto source = text_.substr(at_, next.length);
    bool selector = next.valid && contains(variation_selectors, next.character);
    bool visible = next.valid &&
                   (selector ? follows_visible_ : next.character >= 0x80 && !is_concealing(next.character));
    if (visible) {
      written_.append(source);
    } else {
      escape(next, source);
    }
    follows_visible_ = visible && !selector;
    at_ += next.length;
    --room_;
  }

  void escape(Step next, std::string_view source) {
    if (next.character == '"' || next.character == '\\') {
      written_ += '\\';
      written_ += source;
    } else if (next.valid && next.character >= 0x80) {
      append_hex(written_, "\\u{", next.character, "}");
    } else {
      for (char byte : source) append_hex(written_, "\\x", static_cast<unsigned char>(byte), "");
    }
  }

  std::string_view text_;
  std::size_t room_;
  std::size_t at_ = 0;
  bool follows_visible_ = false;
  std::string written_;
};

// ---- Width ----

struct Width {
  char32_t first = 0, last = 0;
  std::size_t columns = 0;
};

// Where it is not 1: East_Asian_Width W and F, and the general categories Mn, Me and Cf.
constexpr auto widths = [] {
  constexpr auto& rows = csv::table<embedded::display_widths_csv, 3>;
  std::array<Width, rows.size()> table;
  std::ranges::transform(rows, table.begin(), [](const csv::Row<3>& row) {
    return Width{csv::number<std::uint32_t>(row[0]), csv::number<std::uint32_t>(row[1]), csv::number(row[2])};
  });
  return table;
}();
static_assert(std::ranges::is_sorted(widths, {}, &Width::first) &&
              std::ranges::is_sorted(widths, {}, &Width::last));

std::size_t columns(char32_t character) {
  if (character < widths.front().first)
    return character < 0x20 || (character >= 0x7f && character < 0xa0) ? 0 : 1;
  auto width = std::ranges::lower_bound(widths, character, {}, &Width::last);
  return width != widths.end() && width->first <= character ? width->columns : 1;
}

}  // namespace

bool is_concealing(char32_t character) {
  return contains(concealing, character) || contains(unknown, character);
}

std::string printable(std::string_view text, std::size_t max_length) {
  return Writer(text, max_length).write();
}

std::string to_utf8(std::string_view text) {
  std::string written;
  written.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto next = step(text, at);
    written += next.valid ? text.substr(at, next.length) : "\ufffd";
    at += next.length;
  }
  return written;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    auto next = step(text, at);
    if (!next.valid) return false;
    at += next.length;
  }
  return true;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto next = step(text, at);
    width += next.valid ? columns(next.character) : 1;
    at += next.length;
  }
  return width;
}

}  // namespace edig::ede
