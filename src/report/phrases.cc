#include "report/phrases.h"

#include <vector>

#include "embedded/phrases_csv.h"

namespace edig::report {
namespace {

constexpr auto& phrase_table = ede::catalogue<embedded::phrases_csv>;

}  // namespace

ede::Catalogue phrases() { return phrase_table; }

bool has_phrase(std::string_view key) { return ede::find(phrase_table, key).has_value(); }

std::string say(ede::Language language, std::string_view key,
                std::initializer_list<std::string_view> values) {
  constexpr std::string_view slots[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  auto phrase = ede::find(phrase_table, key);
  if (!phrase) return std::string(key);
  std::vector<std::pair<std::string_view, std::string>> filling;
  for (auto value : values) filling.emplace_back(slots[filling.size()], value);
  return ede::fill(phrase->text(language), filling);
}

}  // namespace edig::report
