#include "ede/language.h"

#include <algorithm>
#include <array>

namespace edig::ede {
namespace {

constexpr auto language_table = [] {
  constexpr auto& rows = csv::table<embedded::languages_csv, 8>;
  std::array<Conventions, rows.size()> made;
  std::ranges::transform(rows, made.begin(), [](const auto& row) {
    return Conventions{row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]};
  });
  return made;
}();
static_assert(language_table.front().code == "en", "Language::en is the first row");

}  // namespace

std::optional<Language> Language::find(std::string_view code) {
  auto found = std::ranges::find(language_table, code, &Conventions::code);
  if (found == language_table.end()) return std::nullopt;
  return Language(static_cast<std::size_t>(found - language_table.begin()));
}

Language Language::of_locale(std::string_view locale) {
  std::string code(locale.substr(0, locale.find_first_of(".@")));
  std::ranges::replace(code, '_', '-');
  if (auto whole = find(code)) return *whole;
  return find(code.substr(0, code.find('-'))).value_or(en);
}

std::size_t Language::count() { return language_table.size(); }

const Conventions& conventions(Language language) { return language_table[language.place()]; }

std::string language_codes(std::string_view between) {
  std::string text;
  for (const auto& row : language_table) text.append(text.empty() ? "" : between).append(row.code);
  return text;
}

void add_item(std::string& list, std::string_view item, Language language) {
  list.append(list.empty() ? "" : conventions(language).comma).append(item);
}

void add_sentence(std::string& text, std::string_view sentence, Language language) {
  text.append(text.empty() || sentence.empty() ? "" : conventions(language).gap).append(sentence);
}

std::string bracketed(std::string_view text, Language language) {
  const auto& [code, name, gap, comma, conjunction, semicolon, open, close] = conventions(language);
  return std::string(open).append(text).append(close);
}

}  // namespace edig::ede
