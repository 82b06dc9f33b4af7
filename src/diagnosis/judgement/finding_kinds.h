// The kinds of findings and what each means in one sentence, in each language: finding-kinds.csv, compiled
// in.
#pragma once

#include <compare>
#include <stdexcept>
#include <string>
#include <string_view>

#include "ede/phrase.h"
#include "embedded/finding_kinds_csv.h"

namespace edig::diagnosis {

/// One of them, as a fixed word: "signature-expired". What finding-kinds.csv does not list does not compile.
class FindingKind {
 public:
  constexpr FindingKind() = default;
  consteval FindingKind(const char* text) : text_(text) {
    if (!is_listed(text)) throw std::invalid_argument("finding-kinds.csv has no such kind");
  }

  /// The kind that `text`, a key of finding_kinds(), names; an empty one where there is none.
  static FindingKind listed(std::string_view text);

  constexpr std::string_view text() const { return text_; }
  friend constexpr auto operator<=>(FindingKind, FindingKind) = default;

 private:
  static constexpr bool is_listed(std::string_view text) {
    auto rows = embedded::finding_kinds_csv;
    for (csv::take_line(rows); !rows.empty(); csv::take_line(rows))
      if (rows.starts_with(text) && rows.substr(text.size()).starts_with(',')) return true;
    return false;
  }

  std::string_view text_;
};

/// All of them, by name.
ede::Catalogue finding_kinds();

}  // namespace edig::diagnosis
