#include "ede/registry.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "ede/printable.h"

using namespace edig::ede;

using Codes = std::initializer_list<std::uint16_t>;

TEST_CASE("registry: all codes from 0 to 35, in order, each found by its number") {
  auto codes = info_codes();
  REQUIRE(codes.size() == 36);
  for (std::uint16_t code = 0; code < 36; ++code) {
    CHECK(codes[code].code == code);
    CHECK(&info_code(code) == &codes[code]);
    CHECK(is_registered(code));
  }
}

TEST_CASE("registry: no code lacks anything") {
  std::set<std::string_view> purposes;
  for (const auto& entry : info_codes()) {
    CAPTURE(entry.code);
    for (auto field : {entry.purpose, entry.reference, entry.category, entry.fault, entry.retry,
                       entry.explanation(Language::en), entry.explanation(Language("ja"))}) {
      CHECK_FALSE(field.empty());
      CHECK(printable(field) == field);
    }
    CHECK(purposes.insert(entry.purpose).second);
  }
}

TEST_CASE("registry: an explanation is one sentence") {
  for (const auto& entry : info_codes()) {
    CAPTURE(entry.code);
    auto en = entry.explanation(Language::en);
    CHECK(en.ends_with('.'));
    CHECK(en.find(". ") == en.npos);
    CHECK(en.front() >= 'A');
    CHECK(en.front() <= 'Z');
    CHECK(en.size() <= 140);
    CHECK(std::ranges::all_of(en, [](char c) { return c >= ' ' && c < 0x7f; }));

    auto ja = entry.explanation(Language("ja"));
    CHECK(ja.find("。") == ja.size() - std::string_view("。").size());
    CHECK(display_width(ja) <= 140);
    bool polite = ja.ends_with("です。") || ja.ends_with("ます。") || ja.ends_with("ません。") ||
                  ja.ends_with("ました。") || ja.ends_with("でした。");
    CHECK(polite);
    CHECK(ja.find_first_of(",.;:!?()") == ja.npos);
  }
}

TEST_CASE("registry: the explanation follows the language") {
  const auto& entry = info_code(7);
  CHECK(entry.explanation(Language::en) == entry.explanation(Language::en));
  CHECK(entry.explanation(Language("ja")) == entry.explanation(Language("ja")));
}

TEST_CASE("registry: purposes as IANA spells them") {
  CHECK(info_code(0).purpose == "Other Error");
  CHECK(info_code(9).purpose == "DNSKEY Missing");
  CHECK(info_code(19).purpose == "Stale NXDomain Answer");
  CHECK(info_code(25).purpose == "Signature Expired before Valid");
  CHECK(info_code(28).purpose == "Unable to conform to policy");
  CHECK(info_code(35).purpose == "Blocked by Upstream DNS Server");
}

TEST_CASE("registry: who can act, and what a client may try") {
  CHECK(info_code(9).category == "dnssec");
  CHECK(info_code(9).fault == "zone");
  CHECK(info_code(9).retry == "other-resolver");
  CHECK(info_code(15).category == "policy");
  CHECK(info_code(15).fault == "resolver");
  CHECK(info_code(15).retry == "never");
  CHECK(info_code(17).fault == "client");
  CHECK(info_code(22).category == "network");
  CHECK(info_code(29).category == "information");
  CHECK(info_code(29).fault == "none");
}

TEST_CASE("registry: which codes make an answer suspect") {
  std::vector<std::uint16_t> suspect;
  for (const auto& entry : info_codes())
    if (entry.suspect_answer) suspect.push_back(entry.code);
  CHECK(suspect == std::vector<std::uint16_t>{3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 14,
                                              15, 16, 17, 19, 24, 25, 28, 33, 34, 35});
}

TEST_CASE("registry: a code that is not registered has an entry too") {
  for (auto code : Codes{36, 1000, 49151}) {
    CHECK_FALSE(is_registered(code));
    CHECK(info_code(code).purpose == "Unassigned");
  }
  for (auto code : Codes{49152, 65535}) {
    CHECK_FALSE(is_registered(code));
    CHECK(info_code(code).purpose == "Private Use");
  }
  for (auto code : Codes{36, 65535}) {
    const auto& entry = info_code(code);
    CHECK(entry.category == "unknown");
    CHECK_FALSE(entry.suspect_answer);
    CHECK(entry.explanation(Language::en).ends_with('.'));
    CHECK(entry.explanation(Language("ja")).ends_with("ません。") !=
          entry.explanation(Language("ja")).ends_with("います。"));
  }
}
