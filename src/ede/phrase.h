// Catalogues: texts in each language under a key, in CSV files (key, en, ja) that a translator edits,
// compiled in; and filling their slots, {0} or {name}.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/csv.h"
#include "ede/registry.h"

namespace edig::ede {

struct Phrase {
  std::string_view key, en, ja;
  constexpr std::string_view text(Language language) const { return language == Language::ja ? ja : en; }
};

/// The rows of an embedded file, by key; a key that is there twice does not compile.
template <const std::string_view& text>
constexpr auto catalogue() {
  constexpr auto& rows = csv::table<text, 3>;
  std::array<Phrase, rows.size()> made;
  std::ranges::transform(rows, made.begin(), [](auto& row) { return Phrase{row[0], row[1], row[2]}; });
  std::ranges::sort(made, {}, &Phrase::key);
  if (std::ranges::adjacent_find(made, {}, &Phrase::key) != made.end())
    throw std::invalid_argument("a key is there twice");
  return made;
}

/// Null where there is none.
const Phrase* find(std::span<const Phrase> catalogue, std::string_view key);

/// `text` with each slot {name} that `values` has replaced; what is put in is not read again.
std::string fill(std::string_view text, std::span<const std::pair<std::string_view, std::string>> values);

}  // namespace edig::ede
