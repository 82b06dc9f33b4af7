// Catalogues: texts in each language under a key, in CSV files that a translator edits, compiled in; and
// filling their slots, {0} or {name}. A language is a column behind the key, in the order of languages.csv.
// Where a file lacks the column or a row the cell, the text is English.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/csv.h"
#include "ede/language.h"

namespace edig::ede {

/// The cells of a row, one for each language that the file has.
class Texts {
 public:
  constexpr Texts() = default;
  /// Throws std::invalid_argument (while compiling: an error) when there are not exactly `columns` of them.
  constexpr Texts(std::string_view cells, std::size_t columns) : cells_(cells) {
    for (csv::take_field(cells); columns > 1 && cells.starts_with(','); --columns) {
      cells.remove_prefix(1);
      csv::take_field(cells);
    }
    if (columns != 1 || !cells.empty()) throw std::invalid_argument("wrong number of fields in a row");
  }
  /// Of a row that was looked at before.
  explicit constexpr Texts(std::string_view cells) : cells_(cells) {}

  /// Empty where there is none.
  std::string_view cell(Language language) const;
  /// English where there is none.
  std::string_view in(Language language) const;
  constexpr std::string_view cells() const { return cells_; }

 private:
  std::string_view cells_;
};

/// A row of a table with `columns` columns in front of those of languages.
template <std::size_t columns>
struct TextRow {
  csv::Row<columns> fields;
  Texts texts;
};

/// How many columns of languages there are behind the first `columns`; throws where they are not those of
/// languages.csv, in its order.
constexpr std::size_t language_columns(std::string_view header, std::size_t columns) {
  auto rows = embedded::languages_csv;
  std::size_t count = 0;
  for (std::size_t i = 0;; ++i) {
    auto title = csv::take_field(header);
    if (i >= columns) {
      csv::take_line(rows);
      auto row = rows;
      if (row.empty() || csv::take_field(row) != title) throw std::invalid_argument("not a language");
      ++count;
    }
    if (header.empty()) return count;
    header.remove_prefix(1);
  }
}

/// The rows of an embedded file.
template <const std::string_view& text, std::size_t columns>
constexpr auto text_table() {
  std::array<TextRow<columns>, csv::row_count(text)> table;
  auto rest = text;
  auto languages = language_columns(csv::take_line(rest), columns);
  for (auto& row : table) {
    auto line = csv::take_line(rest);
    for (auto& field : row.fields) {
      field = csv::take_field(line);
      if (line.empty()) throw std::invalid_argument("wrong number of fields in a row");
      line.remove_prefix(1);
    }
    row.texts = Texts(line, languages);
  }
  return table;
}

struct Phrase {
  std::string_view key;
  Texts texts;
  std::string_view text(Language language) const { return texts.in(language); }
};

/// As `a.key < b.key`, in a tenth of the steps that a compiler takes for that.
constexpr bool is_before(const Phrase& a, const Phrase& b) {
  const char *left = a.key.data(), *right = b.key.data();
  const auto common = std::min(a.key.size(), b.key.size());
  for (std::size_t i = 0; i < common; ++i)
    if (left[i] != right[i])
      return static_cast<unsigned char>(left[i]) < static_cast<unsigned char>(right[i]);
  return a.key.size() < b.key.size();
}

/// The row of its places: those of its key and its cells.
struct ReadPhrase {
  std::string_view text;
  constexpr Phrase operator()(const csv::Places<2>& places) const {
    return {places[0].in(text), Texts(places[1].in(text))};
  }
};

/// A view of phrases, by key.
using Catalogue = std::ranges::transform_view<std::span<const csv::Places<2>>, ReadPhrase>;

template <const std::string_view& text>
inline constexpr auto phrase_places = [] {
  constexpr auto rows = text_table<text, 1>();
  std::array<Phrase, rows.size()> phrases;
  std::ranges::transform(rows, phrases.begin(), [](auto& row) { return Phrase{row.fields[0], row.texts}; });
  std::sort(phrases.begin(), phrases.end(), is_before);
  for (std::size_t i = 1; i < phrases.size(); ++i)
    if (!is_before(phrases[i - 1], phrases[i])) throw std::invalid_argument("a key is there twice");
  std::array<csv::Places<2>, rows.size()> made;
  std::ranges::transform(phrases, made.begin(), [](auto& phrase) {
    return csv::Places<2>{csv::Place(phrase.key, text), csv::Place(phrase.texts.cells(), text)};
  });
  return made;
}();

/// The rows of an embedded file; a key that is there twice does not compile.
template <const std::string_view& text>
inline constexpr Catalogue catalogue(std::span<const csv::Places<2>>(phrase_places<text>), {text});

std::optional<Phrase> find(const Catalogue& catalogue, std::string_view key);

/// `text` with each slot {name} that `values` has replaced; what is put in is not read again. Scripts that
/// are written without spaces have none between a slot and a value in the same script: "は {zone} の" is
/// "はルートゾーンの".
std::string fill(std::string_view text, std::span<const std::pair<std::string_view, std::string>> values);

}  // namespace edig::ede
