// The words of findings: each kind and variant has a text in each language, with the same slots, and all that
// is put into the slots is data or has a text in each language itself.
#include <doctest/doctest.h>

#include <set>

#include "base/error.h"
#include "diagnosis/judgement/special_names.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "languages.h"

namespace edig::diagnosis {

namespace {

std::set<std::string_view> slots(std::string_view text) {
  std::set<std::string_view> found;
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1))
    found.insert(text.substr(open, text.find('}', open) - open));
  return found;
}

void check_languages(ede::Catalogue catalogue) {
  for (const auto& row : catalogue) {
    CAPTURE(row.key);
    for (auto language : test::all_languages()) {
      CHECK_FALSE(row.texts.cell(language).empty());
      CHECK(slots(row.text(ede::Language::en)) == slots(row.text(language)));
    }
  }
}

std::string english(const Wording& wording) { return wording.in(ede::Language::en); }
std::string japanese(const Wording& wording) { return wording.in(ede::Language("ja")); }

}  // namespace

// Words of one language, written by hand, become no part of a finding.
static_assert(!std::is_constructible_v<Wording, const char*> &&
              !std::is_constructible_v<Wording, std::string>);
static_assert(!std::is_assignable_v<Wording&, const char*> && !std::is_assignable_v<Wording&, std::string>);
static_assert(!std::is_constructible_v<Value, const char*>);
static_assert(std::is_same_v<decltype(Finding::text), Wording>);
static_assert(std::is_same_v<decltype(Finding::remedy), Wording>);

TEST_CASE("finding texts: every language has all of them, and fills the same slots") {
  check_languages(finding_texts());
  check_languages(finding_words());
}

TEST_CASE("finding texts: each is of a kind that is listed, and says what to do") {
  for (const auto& row : finding_texts()) {
    CAPTURE(row.key);
    auto key = row.key.substr(0, row.key.find('.'));
    auto slash = key.find('/');
    auto kind = FindingKind::listed(key.substr(0, slash));
    CHECK_FALSE(kind.text().empty());
    auto variant = slash == key.npos ? std::string_view() : key.substr(slash + 1);
    // Of most bounds nobody can do anything.
    CHECK(tell(kind, variant, {}).remedy.empty() == (key == "bound-reached"));
  }
}

TEST_CASE("finding texts: each kind has one") {
  for (const auto& kind : finding_kinds()) {
    CAPTURE(kind.key);
    CHECK(std::ranges::any_of(finding_texts(), [&](const auto& row) {
      auto rest = row.key.starts_with(kind.key) ? row.key.substr(kind.key.size()) : "none";
      return rest.empty() || (rest.starts_with('/') && !rest.ends_with(".remedy"));
    }));
  }
}

TEST_CASE("finding words: why a question fails, in words, but for RCODEs") {
  for (int kind = static_cast<int>(Error::Kind::resolve); kind < static_cast<int>(Error::Kind::internal);
       ++kind) {
    std::string failure(name(static_cast<Error::Kind>(kind)));
    CAPTURE(failure);
    CHECK(reason(failure).in(ede::Language::en) == failure);
    CHECK(reason(failure).in(ede::Language("ja")) != failure);
  }
  CHECK(reason("SERVFAIL").in(ede::Language("ja")) == "SERVFAIL");
}

TEST_CASE("wording: what is put in is put into words where the language is known") {
  auto bound = word("bound-questions", {{"count", 200}});
  auto finding = tell("bound-reached", "", {{"bound", bound}});
  CHECK(english(finding.text) == "edig stopped at a bound: 200 questions; what lies beyond is not known");
  CHECK(japanese(finding.text) == "edig の調査が上限（問い合わせ 200 件）に達したため、その先は分かりません");
  CHECK(english(finding.remedy) == "");
}

TEST_CASE("wording: what is put in is not read again") {
  auto wording = word("servers-of", {{"zone", std::string("{zone}.")}});
  CHECK(english(wording) == "the servers of {zone}");
}

TEST_CASE("wording: lists and spans of time") {
  using Names = std::vector<std::string>;
  CHECK(english(list(Names{"a", "b", "c"})) == "a, b and c");
  CHECK(japanese(list(Names{"a", "b", "c"})) == "a、b、c");
  CHECK(english(list(Names{"a"})) == "a");
  CHECK(english(list(Names{})) == "");
  CHECK(english(enumeration({Value(std::string("a")), Value(2)})) == "a, 2");
  using namespace std::chrono_literals;
  CHECK(english(span(24h)) == "1 day");
  CHECK(english(span(80h)) == "3 days");
  CHECK(english(span(59s)) == "59 seconds");
  CHECK(english(span(0s)) == "a moment");
  CHECK(japanese(span(std::chrono::years(2))) == "2 年");
}

TEST_CASE("special names: what lies at or below them, whatever the case of letters") {
  auto special = [](const char* text) { return special_name(*dns::Name::parse(text)).has_value(); };
  CHECK(special("printer.LAN."));
  CHECK(special("local."));
  CHECK(special("5.2.0.192.in-addr.arpa.") == false);
  CHECK(special("1.1.168.192.in-addr.arpa."));
  CHECK(special("1.0.64.100.in-addr.arpa."));
  CHECK_FALSE(special("1.0.128.100.in-addr.arpa."));
  CHECK_FALSE(special("local.example.com."));
  CHECK_FALSE(special("."));
}

}  // namespace edig::diagnosis
