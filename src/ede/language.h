// The languages that edig speaks, and how each sets sentences, lists and brackets. The data is languages.csv;
// each row of it is a column of that name in every catalogue (phrase.h).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/csv.h"
#include "embedded/languages_csv.h"

namespace edig::ede {

class Language {
 public:
  /// What languages.csv does not list does not compile.
  explicit consteval Language(const char* code) {
    auto rows = embedded::languages_csv;
    csv::take_line(rows);
    for (; !rows.empty(); csv::take_line(rows), ++place_)
      if (rows.starts_with(code) && rows[std::string_view(code).size()] == ',') return;
    throw std::invalid_argument("languages.csv has no such language");
  }
  /// English: what is said where a language lacks a text.
  static const Language en;

  static std::optional<Language> find(std::string_view code);
  /// Of a locale, "ja_JP.UTF-8"; English where edig does not speak it.
  static Language of_locale(std::string_view locale);
  static std::size_t count();
  /// The one in this row of languages.csv.
  static Language at(std::size_t place) { return Language(place); }

  /// Its row in languages.csv, the first being 0.
  std::size_t place() const { return place_; }
  friend bool operator==(Language, Language) = default;

 private:
  explicit constexpr Language(std::size_t place) : place_(static_cast<std::uint8_t>(place)) {}

  std::uint8_t place_ = 0;
};
inline constexpr Language Language::en{"en"};

/// How a language is written.
struct Conventions {
  std::string_view code;                           // BCP 47
  std::string_view name;                           // in the language itself
  std::string_view gap;                            // between sentences, and behind a colon
  std::string_view comma, conjunction, semicolon;  // between items; before the last; between longer ones
  std::string_view open, close;                    // brackets, with the space that stands before them
};
const Conventions& conventions(Language language);

/// "en, ja"
std::string language_codes(std::string_view between);
/// Puts `item` behind the others of a list, with the language's comma.
void add_item(std::string& list, std::string_view item, Language language);
/// Puts a sentence behind others.
void add_sentence(std::string& text, std::string_view sentence, Language language);
/// " (text)", "（text）": as it stands behind a word.
std::string bracketed(std::string_view text, Language language);

}  // namespace edig::ede
