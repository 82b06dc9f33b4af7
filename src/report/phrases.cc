#include "report/phrases.h"

#include <algorithm>
#include <array>

#include "base/csv.h"
#include "embedded/phrases_csv.h"

namespace edig::report {
namespace {

constexpr auto& rows = csv::table<embedded::phrases_csv, 3>;

constexpr auto table = [] {
  std::array<Phrase, rows.size()> made;
  std::ranges::transform(rows, made.begin(), [](auto& row) { return Phrase{row[0], row[1], row[2]}; });
  std::ranges::sort(made, {}, &Phrase::key);
  return made;
}();
static_assert(std::ranges::adjacent_find(table, {}, &Phrase::key) == table.end(), "a key is there twice");

const Phrase* find(std::string_view key) {
  auto found = std::ranges::lower_bound(table, key, {}, &Phrase::key);
  return found != table.end() && found->key == key ? &*found : nullptr;
}

}  // namespace

std::span<const Phrase> phrases() { return table; }

bool has_phrase(std::string_view key) { return find(key) != nullptr; }

std::string say(ede::Language language, std::string_view key,
                std::initializer_list<std::string_view> values) {
  const auto* phrase = find(key);
  if (!phrase) return std::string(key);
  auto text = language == ede::Language::ja ? phrase->ja : phrase->en;
  std::string said;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool slot = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' && text[i + 1] >= '0' &&
                static_cast<std::size_t>(text[i + 1] - '0') < values.size();
    if (slot) {
      said += values.begin()[text[i + 1] - '0'];
      i += 2;
    } else {
      said += text[i];
    }
  }
  return said;
}

}  // namespace edig::report
