#include "diagnosis/judgement/spoken.h"

#include <doctest/doctest.h>

#include "diagnosis/judgement/serials.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/name.h"

namespace edig::diagnosis {
namespace {

constexpr auto en = ede::Language::en, ja = ede::Language("ja");

}  // namespace

TEST_CASE("spoken: a name in a sentence has no dot at its end") {
  CHECK(spoken("www.example. A", en) == "www.example A");
  CHECK(spoken("ns1.example. (192.0.2.1)", en) == "ns1.example (192.0.2.1)");
  CHECK(spoken("a.example., b.example.", ja) == "a.example, b.example");
  CHECK(spoken("example.", en) == "example");
}

TEST_CASE("spoken: the root zone has a name") {
  CHECK(spoken(".", en) == "the root zone");
  CHECK(spoken(".", ja) == "ルートゾーン");
  CHECK(spoken(". DNSKEY", en) == "the root zone's DNSKEY");
  CHECK(spoken(". DNSKEY", ja) == "ルートゾーンの DNSKEY");
}

TEST_CASE("spoken: other dots, and those of a label, stay") {
  for (const auto* text :
       {"192.0.2.1", "1.5", "2026-11-19 04:00 UTC", "8/13/2", "34505 (ECDSAP256SHA256)", "::1"})
    CHECK(spoken(text, en) == text);
  CHECK(spoken("a\\.b\\..example.", en) == "a\\.b\\..example");
  CHECK(spoken("", en).empty());
}

TEST_CASE("spoken: every name that a text of a finding holds goes through it") {
  Wording text({"", ede::Texts("{zone}: {rrset},{zone}：{rrset}", 2)},
               {{"zone", dns::Name().text()}, {"rrset", std::string("www.example. A")}});
  CHECK(text.in(en) == "the root zone: www.example A");
  CHECK(text.in(ja) == "ルートゾーン：www.example A");
}

TEST_CASE(
    "spoken: no text of a finding has punctuation right behind a name's dot, whatever it is filled with") {
  for (auto catalogue : {finding_texts(), finding_words()})
    for (const auto& row : catalogue)
      for (std::string name : {"www.example. A", "ns.example.", "."})
        for (auto language : {en, ja}) {
          Values values;
          auto text = row.text(language);
          for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1))
            values.emplace_back(text.substr(open + 1, text.find('}', open) - open - 1), name);
          auto told = Wording(row, values).in(language);
          CAPTURE(told);
          if (auto more = told.find(" ..."); more != told.npos) told.erase(more, 4);
          for (auto* wrong : {"..", ".,", ".:", ".;", ".)", ".、", ".。", ".：", " . "})
            CHECK(told.find(wrong) == told.npos);
        }
}

TEST_CASE("serials: a date, seconds since 1970, or neither") {
  using namespace std::chrono;
  auto dated = time_in(2026112603);
  REQUIRE(dated);
  CHECK(dated->day_only);
  CHECK(dated->time == sys_days(year(2026) / 11 / 26));
  auto timed = time_in(1795653241);
  REQUIRE(timed);
  CHECK_FALSE(timed->day_only);
  CHECK(timed->time == sys_seconds(seconds(1795653241)));
  for (std::uint32_t serial : {1U, 42U, 2026139901U, 4294967295U}) CHECK_FALSE(time_in(serial));
}

TEST_CASE("serials: by how much a server is behind, around the end of the numbers too (RFC 1982)") {
  auto behind = [](std::uint32_t old, std::uint32_t newer) {
    ZoneHealth health;
    health.zone = *dns::Name::parse("example.");
    for (auto serial : {old, newer}) {
      ServerState server;
      server.name = *dns::Name::parse("ns.example.");
      server.address = "192.0.2.1";
      server.serial = serial;
      health.servers.push_back(server);
    }
    auto found = serials_differ(health);
    REQUIRE(found.size() == 1);
    return found[0].text.in(en);
  };
  CHECK(behind(7, 10) ==
        "ns.example (192.0.2.1) is behind by 3: its serial of example is 7, another server has 10");
  CHECK(behind(4294967295U, 1) ==
        "ns.example (192.0.2.1) is behind by 2: its serial of example is 4294967295, another server has 1");
  CHECK(behind(2026112501, 2026112701) ==
        "ns.example (192.0.2.1) is 2 days behind: its serial of example is 2026112501 (2026-11-25), another "
        "server "
        "has 2026112701 (2026-11-27)");
  CHECK(behind(2026112501, 2026112502) ==
        "ns.example (192.0.2.1) is behind by 1: its serial of example is 2026112501, another server has "
        "2026112502");
}

}  // namespace edig::diagnosis
