#include "ede/language.h"

#include <doctest/doctest.h>

#include "ede/phrase.h"
#include "languages.h"

using namespace edig::ede;

namespace {

constexpr Language ja("ja");

std::string filled(std::string_view text, const std::string& value) {
  std::pair<std::string_view, std::string> values[] = {{"x", value}};
  return fill(text, values);
}

}  // namespace

TEST_CASE("languages: by code, and by locale") {
  CHECK(Language::find("ja") == ja);
  CHECK(Language::find("en") == Language::en);
  CHECK_FALSE(Language::find("xx"));
  CHECK_FALSE(Language::find(""));
  CHECK_FALSE(Language::find("j"));
  for (auto locale : {"ja", "ja_JP.UTF-8", "ja_JP", "ja@x", "ja.UTF-8"})
    CHECK(Language::of_locale(locale) == ja);
  for (auto locale : {"en_US.UTF-8", "C", "C.UTF-8", "POSIX", "", "jam", "xx_JP"})
    CHECK(Language::of_locale(locale) == Language::en);
  CHECK(language_codes(" or ") == "en or ja");
  CHECK(edig::test::all_languages() == std::vector{Language::en, ja});
}

TEST_CASE("languages: lists, brackets and sentences as each is set") {
  std::string english, japanese;
  for (auto item : {"a", "b", "c"}) {
    add_item(english, item, Language::en);
    add_item(japanese, item, ja);
  }
  CHECK(english == "a, b, c");
  CHECK(japanese == "a、b、c");
  CHECK("x" + bracketed(english, Language::en) == "x (a, b, c)");
  CHECK("x" + bracketed(japanese, ja) == "x（a、b、c）");
  english = "One.", japanese = "一。";
  add_sentence(english, "Two.", Language::en);
  add_sentence(english, "", Language::en);
  add_sentence(japanese, "二。", ja);
  CHECK(english == "One. Two.");
  CHECK(japanese == "一。二。");
}

TEST_CASE("texts: of a language that has none, the English one") {
  Texts both{"\"a, b\",甲", 2}, english{"a", 1}, empty{"a,", 2};
  CHECK(both.in(Language::en) == "a, b");
  CHECK(both.in(ja) == "甲");
  CHECK(english.in(ja) == "a");
  CHECK(english.cell(ja).empty());
  CHECK(empty.in(ja) == "a");
  CHECK(empty.cell(ja).empty());
  for (auto columns : {1, 3}) CHECK_THROWS(Texts{"a,b", static_cast<std::size_t>(columns)});
}

TEST_CASE(
    "catalogues: the columns of languages are those of languages.csv, in their order; the last may lack") {
  CHECK(language_columns("key,en,ja", 1) == 2);
  CHECK(language_columns("a,b,c,en", 3) == 1);
  for (auto header : {"key,ja,en", "key,en,ja,xx", "key,xx", "key,en,"})
    CHECK_THROWS(language_columns(header, 1));
}

TEST_CASE("fill: no space between Japanese and Japanese, whatever a slot holds") {
  CHECK(filled("は {x} の情報", "ルートゾーン") == "はルートゾーンの情報");
  CHECK(filled("は {x} の情報", "example.") == "は example. の情報");
  CHECK(filled("は {x} の情報", "example. のサーバー") == "は example. のサーバーの情報");
  CHECK(filled("{x} は", "ルートゾーン") == "ルートゾーンは");
  CHECK(filled("は {x}", "最長 5 分") == "は最長 5 分");
  CHECK(filled("EDE {x} の", "根") == "EDE 根の");
  CHECK(filled("는 {x} 의", "루트") == "는 루트 의");
  CHECK(filled("the {x} of", "根") == "the 根 of");
  CHECK(filled("は {x} の", "") == "は  の");
  CHECK(filled("は {x} の", "\xff") == "は \xff の");
}
