// What users read is plain: no jargon, short words and sentences in English, polite and well-set Japanese.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "ede/printable.h"
#include "explain/catalogue.h"
#include "explain_fixture.h"
#include "report_fixture.h"

namespace edig::explain {
using namespace fixture;
using report::fixture::holds;

namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char& c : text) {
    bool part =
        is_letter(c) || std::isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '\'' || c == '.';
    if (part) word += lower(c);
    if ((!part || &c == &text.back()) && !word.empty()) words.push_back(std::exchange(word, {}));
  }
  for (auto& each : words)
    while (each.ends_with('.')) each.pop_back();
  std::erase(words, "");
  return words;
}

bool is_vowel(char c) { return std::string_view("aeiouy").find(c) != std::string_view::npos; }

// Groups of vowels, a silent e at the end not counted; of a name in its parts.
int syllables(const std::string& word) {
  int count = 0;
  std::string part;
  auto finish = [&] {
    if (part.empty()) return;
    bool le = part.size() > 2 && part.ends_with("le") && !is_vowel(part[part.size() - 3]);
    if (part.size() > 2 && part.ends_with('e') && !le) part.pop_back();
    if (part.size() > 3 && part.ends_with("ed") && part[part.size() - 3] != 't' &&
        part[part.size() - 3] != 'd')
      part.resize(part.size() - 2);
    int groups = 0;
    for (std::size_t i = 0; i < part.size(); ++i)
      groups += is_vowel(part[i]) && (i == 0 || !is_vowel(part[i - 1]));
    count += std::max(1, groups);
    part.clear();
  };
  for (char c : word) is_letter(c) ? void(part += c) : finish();
  finish();
  return std::max(1, count);
}

int sentences(std::string_view text) {
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    count += std::string_view(".!?:;").find(text[i]) != std::string_view::npos &&
             (i + 1 == text.size() || text[i + 1] == ' ');
  return std::max(1, count);
}

// Flesch reading ease; 60 and more is plain English.
double reading_ease(const std::vector<std::string>& texts) {
  double all_words = 0, all_sentences = 0, all_syllables = 0;
  for (const auto& text : texts) {
    auto words = words_of(text);
    all_words += static_cast<double>(words.size());
    all_sentences += sentences(text);
    for (const auto& word : words) all_syllables += syllables(word);
  }
  return 206.835 - 1.015 * all_words / all_sentences - 84.6 * all_syllables / all_words;
}

std::vector<std::string> jargon_in(std::string_view text, const std::vector<std::string>& jargon) {
  std::vector<std::string> found;
  auto words = words_of(text);
  std::string spaced = " ";
  for (const auto& word : words) spaced += word + ' ';
  for (const auto& term : jargon) {
    bool ascii = std::ranges::all_of(term, [](char c) { return c >= 0; });
    std::string wanted;
    std::ranges::transform(term, std::back_inserter(wanted), lower);
    if (ascii ? holds(spaced, " " + wanted + " ") : holds(text, term)) found.push_back(term);
  }
  return found;
}

bool is_japanese(char32_t c) { return c >= 0x2e80 || (c >= 0x2018 && c <= 0x201f); }

std::u32string characters(std::string_view text) {
  std::u32string decoded;
  for (std::size_t i = 0; i < text.size();) {
    auto lead = static_cast<unsigned char>(text[i]);
    std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t value = length == 1 ? lead : lead & (0xffu >> (length + 1));
    for (std::size_t k = 1; k < length; ++k)
      value = value << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3f);
    decoded += value;
    i += length;
  }
  return decoded;
}

// Half-width punctuation that stands beside a Japanese character or a space, so outside of a name or a
// command.
std::string half_width(std::string_view text) {
  auto all = characters(text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] > 0x7f || std::u32string_view(U".,:;!?()[]\"").find(all[i]) == std::u32string_view::npos)
      continue;
    bool before = i > 0 && is_japanese(all[i - 1]);
    bool after = i + 1 == all.size() || is_japanese(all[i + 1]) || all[i + 1] == U' ';
    if (before || after) return std::string(text);
  }
  return {};
}

std::vector<std::string> japanese_sentences(std::string_view text) {
  std::vector<std::string> parts;
  constexpr std::string_view stop = "。";
  for (auto at = text.find(stop); at != text.npos; at = text.find(stop)) {
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(at + stop.size());
  }
  if (!text.empty()) parts.push_back("NO FULL STOP: " + std::string(text));
  return parts;
}

bool is_polite(std::string_view sentence) {
  constexpr std::string_view endings[] = {"ます",       "ません",   "です",        "でした",
                                          "ました",     "ください", "いいえ",      "はい",
                                          "でしょうか", "ますか",   "とのことです"};
  if (sentence.ends_with("）")) sentence = sentence.substr(0, sentence.rfind("（"));
  return std::ranges::any_of(endings, [&](auto ending) { return sentence.ends_with(ending); });
}

}  // namespace

TEST_CASE("reading ease: as computed by hand") {
  CHECK(words_of("It's www.shop.example, isn't it?") ==
        std::vector<std::string>{"it's", "www.shop.example", "isn't", "it"});
  CHECK(syllables("table") == 2);
  CHECK(syllables("safe") == 1);
  CHECK(syllables("passed") == 1);
  CHECK(syllables("wanted") == 2);
  CHECK(syllables("provider") == 3);
  CHECK(sentences("One. Two? Three: four") == 3);
  // Eight words, two sentences, nine syllables.
  CHECK(reading_ease({"The site is not there.", "Try it later."}) ==
        doctest::Approx(206.835 - 1.015 * 4 - 84.6 * 9 / 8));
  CHECK(reading_ease({"Authoritative infrastructure administrators misconfigured validation."}) < 0);
}

TEST_CASE("explain: every text for users in English has a Flesch reading ease of 60 or more, on average 75") {
  double sum = 0;
  const auto& cases = all();
  for (const auto& one : cases) {
    auto ease = reading_ease(read_out(told(one, Audience::user, ede::Language::en)));
    CAPTURE(one.name);
    CHECK(ease >= 60);
    sum += ease;
  }
  CHECK(sum / static_cast<double>(cases.size()) >= 75);
}

TEST_CASE("explain: every text for users is read aloud in less than a minute, but where a danger is told") {
  constexpr std::size_t most = 130;
  for (const auto& one : all()) {
    const auto& explanation = told(one, Audience::user, ede::Language::en);
    auto topic = one.topic();
    if (!topic.alarm.empty() || topic.situation == "forged" || topic.situation == "skips") continue;
    std::size_t count = words_of(explanation.headline).size();
    for (const auto& section : explanation.sections)
      for (const auto& text : section.paragraphs) count += section.key == "desk" ? 0 : words_of(text).size();
    CAPTURE(one.name);
    CAPTURE(topic.situation);
    CHECK(count <= most);
  }
}

TEST_CASE("explain: no user needs to know a word of jargon, in either language") {
  auto jargon = lines("jargon.txt");
  REQUIRE(jargon.size() > 60);
  CHECK(jargon_in("The zone's DNSSEC fails", jargon) == std::vector<std::string>{"DNSSEC"});
  CHECK(jargon_in("このゾーンの署名", jargon).size() == 2);
  std::set<std::string> texts;
  for (const auto& one : all())
    for (auto language : languages)
      for (auto& text : read_out(told(one, Audience::user, language))) texts.insert(std::move(text));
  for (const auto& text : texts) {
    CAPTURE(text);
    CHECK(jargon_in(text, jargon) == std::vector<std::string>{});
  }
}

TEST_CASE("explain: Japanese has full-width punctuation, but for names and commands") {
  CHECK(half_width("{name} は、RFC 8914 の edig +why です。").empty());
  CHECK_FALSE(half_width("これは,違います。").empty());
  CHECK_FALSE(half_width("これは違います.").empty());
  CHECK_FALSE(half_width("(これは)違います。").empty());
  for (auto catalogue :
       {catalogue(Audience::user), catalogue(Audience::operator_), catalogue(Audience::owner), words(),
        diagnosis::finding_kinds(), diagnosis::finding_texts(), diagnosis::finding_words()})
    for (const auto& row : catalogue) CHECK(half_width(row.text(ede::Language("ja"))) == "");
}

TEST_CASE("explain: Japanese sentences are whole, and to users polite") {
  for (auto audience : audiences)
    for (const auto& row : catalogue(audience))
      for (const auto& sentence : japanese_sentences(row.text(ede::Language("ja")))) {
        CAPTURE(row.key);
        CAPTURE(sentence);
        CHECK_FALSE(sentence.starts_with("NO FULL STOP"));
        CHECK((is_polite(sentence) || sentence.ends_with("{fails}")));
      }
  for (std::string_view thing : {"site", "mail", "address", "service", "record"})
    CHECK(is_polite(find(words(), fmt::format("fails-{}", thing))->text(ede::Language("ja"))));
}

}  // namespace edig::explain
