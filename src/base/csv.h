// Data files as constexpr tables: comma-separated values (RFC 4180) embedded by CMake, read while compiling.
//
//   constexpr auto& rows = csv::table<embedded::info_codes_csv, 9>;   // a view of csv::Row<9>
//
// The first line names the columns and is not part of the table. A field may stand in double quotes, which
// have to be there when it holds a comma; quotes within a field and line breaks within quotes are not
// supported. Fields are views into the embedded text. A data file that is not so does not compile. What is
// compiled in are offsets into the text: of pointers the dynamic loader would have to relocate each, at every
// start.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string_view>

namespace edig::csv {

template <std::size_t columns>
using Row = std::array<std::string_view, columns>;

/// Takes the first line off `text`, without its line break.
constexpr std::string_view take_line(std::string_view& text) {
  auto end = text.find('\n');
  auto line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

/// Lines below the header.
constexpr std::size_t row_count(std::string_view text) {
  std::size_t count = 0;
  for (take_line(text); !text.empty(); take_line(text)) ++count;
  return count;
}

/// Takes the first field off `line`, with the comma behind it.
constexpr std::string_view take_field(std::string_view& line) {
  bool quoted = line.starts_with('"');
  if (quoted) line.remove_prefix(1);
  auto end = std::min(line.find(quoted ? '"' : ','), line.size());
  auto field = line.substr(0, end);
  if (quoted && end++ == line.size()) throw std::invalid_argument("a quoted field has no end");
  if (!quoted && field.find('"') != field.npos) throw std::invalid_argument("a quote within a field");
  line.remove_prefix(end);
  if (!line.empty() && !line.starts_with(',')) throw std::invalid_argument("text behind a quoted field");
  return field;
}

/// Throws std::invalid_argument (while compiling: an error) when there are not exactly `columns` fields.
template <std::size_t columns>
constexpr Row<columns> parse_row(std::string_view line) {
  Row<columns> row;
  for (std::size_t i = 0; i < columns; ++i) {
    row[i] = take_field(line);
    if (line.empty() != (i + 1 == columns)) throw std::invalid_argument("wrong number of fields in a row");
    if (!line.empty()) line.remove_prefix(1);
  }
  return row;
}

template <std::size_t columns, std::size_t rows>
constexpr std::array<Row<columns>, rows> parse(std::string_view text) {
  std::array<Row<columns>, rows> table;
  parse_row<columns>(take_line(text));
  for (auto& row : table) row = parse_row<columns>(take_line(text));
  return table;
}

/// Where a part of a text stands in it.
struct Place {
  std::uint32_t offset = 0, size = 0;

  constexpr Place() = default;
  constexpr Place(std::string_view part, std::string_view text)
      : offset(static_cast<std::uint32_t>(part.data() - text.data())),
        size(static_cast<std::uint32_t>(part.size())) {}
  constexpr std::string_view in(std::string_view text) const { return {text.data() + offset, size}; }
};

template <std::size_t columns>
using Places = std::array<Place, columns>;

/// The row of its places.
template <std::size_t columns>
struct ReadRow {
  std::string_view text;
  constexpr Row<columns> operator()(const Places<columns>& places) const {
    Row<columns> row;
    std::ranges::transform(places, row.begin(), [this](Place place) { return place.in(text); });
    return row;
  }
};

template <std::size_t columns>
using Table = std::ranges::transform_view<std::span<const Places<columns>>, ReadRow<columns>>;

template <const std::string_view& text, std::size_t columns>
inline constexpr auto places = [] {
  constexpr auto rows = parse<columns, row_count(text)>(text);
  std::array<Places<columns>, rows.size()> made;
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::ranges::transform(rows[i], made[i].begin(), [](auto field) { return Place(field, text); });
  return made;
}();

template <const std::string_view& text, std::size_t columns>
inline constexpr Table<columns> table(std::span<const Places<columns>>(places<text, columns>), {text});

/// A field in decimal digits.
template <typename Number = std::uint16_t>
constexpr Number number(std::string_view field) {
  std::uint64_t value = 0;
  if (field.empty()) throw std::invalid_argument("a number is missing");
  for (char digit : field) {
    if (digit < '0' || digit > '9') throw std::invalid_argument("not a number");
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    if (value > std::numeric_limits<Number>::max()) throw std::invalid_argument("a number is too large");
  }
  return static_cast<Number>(value);
}

/// A field that says yes or no.
constexpr bool yes(std::string_view field) {
  if (field != "yes" && field != "no") throw std::invalid_argument("neither yes nor no");
  return field == "yes";
}

}  // namespace edig::csv
