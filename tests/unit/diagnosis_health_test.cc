// What is said of a zone's servers, from how they did.
#include <doctest/doctest.h>

#include <algorithm>

#include "diagnosis/judgement/health.h"

namespace edig::diagnosis {
namespace {

ZoneHealth zone_of(std::initializer_list<double> times, double elsewhere) {
  ZoneHealth health;
  health.zone = *dns::Name::parse("slow.example.");
  health.asked = true;
  health.quickest_of_all_ms = elsewhere;
  for (auto ms : times)
    health.servers.push_back({.name = *dns::Name::parse("ns.slow.example."),
                              .address = "192.0.2." + std::to_string(health.servers.size() + 1),
                              .failure = {},
                              .says = {},
                              .serial = {},
                              .quickest_ms = ms});
  return health;
}

bool tells(const ZoneHealth& health, FindingKind kind) {
  return std::ranges::any_of(health_findings(health),
                             [&](const auto& finding) { return finding.kind == kind; });
}

}  // namespace

TEST_CASE("health: servers are slow where others are not, and a long way from here slows all") {
  CHECK(tells(zone_of({3000, 3100}, 20), "servers-slow"));
  CHECK(tells(zone_of({30, 3100}, 20), "server-slow"));
  CHECK_FALSE(tells(zone_of({30, 40}, 20), "servers-slow"));
  CHECK_FALSE(tells(zone_of({1300, 1400}, 1200), "servers-slow"));
  CHECK_FALSE(tells(zone_of({1300, 1400}, 1200), "server-slow"));
}

TEST_CASE("health: of many servers' names that lead nowhere the first is told, and how many there are") {
  auto health = zone_of({30}, 20);
  auto texts = [&] {
    std::vector<std::string> told;
    for (const auto& finding : health_findings(health))
      if (finding.kind == "server-without-address") told.push_back(finding.text.in(ede::Language::en));
    return told;
  };
  for (const auto* name : {"a.example.", "b.example."})
    health.nowhere.push_back({.name = *dns::Name::parse(name), .addresses = {}, .trouble = "no such name"});
  CHECK(texts().size() == 2);
  for (const auto* name : {"c.example.", "d.example."})
    health.nowhere.push_back({.name = *dns::Name::parse(name), .addresses = {}, .trouble = "no such name"});
  REQUIRE(texts().size() == 1);
  CHECK(texts()[0] ==
        "4 of the 5 servers of slow.example lead nowhere, a.example among them: its name does not exist");
}

}  // namespace edig::diagnosis
