#include <doctest/doctest.h>

#include "dns/types.h"
#include "survey/preflight.h"
#include "survey/summary.h"

using namespace edig;
using survey::Outcome;
using survey::Row;
using survey::Unvalidated;
using survey::Verdict;

namespace {

constexpr std::uint16_t cd = 0x0010;

Row reply(std::uint16_t rcode, std::uint16_t flags = 0) {
  Row row{.line = 1, .name = "a.example."};
  row.rcode = rcode;
  row.flags = flags;
  return row;
}

Row silent() {
  Row row{.line = 1, .name = "a.example."};
  row.outcome = Outcome::timeout;
  return row;
}

Verdict verdict(const Row& checked, const Row& unchecked) {
  return survey::judge(checked, survey::unvalidated(unchecked));
}

}  // namespace

TEST_CASE("preflight: SERVFAIL without CD and an answer with it is what validation does") {
  using namespace dns::rcode;
  CHECK(verdict(reply(servfail), reply(noerror, cd)) == Verdict::stops);
  CHECK(verdict(reply(servfail), reply(nxdomain, cd)) == Verdict::stops);
  CHECK(verdict(reply(noerror), reply(noerror, cd)) == Verdict::works);
  CHECK(verdict(reply(nxdomain), reply(nxdomain, cd)) == Verdict::works);
  CHECK(verdict(reply(servfail), reply(servfail, cd)) == Verdict::fails);
  CHECK(verdict(reply(refused), reply(servfail, cd)) == Verdict::fails);
}

TEST_CASE("preflight: what two replies do not tell is not known") {
  using namespace dns::rcode;
  CHECK(verdict(silent(), reply(noerror, cd)) == Verdict::unknown);
  CHECK(verdict(reply(noerror), silent()) == Verdict::unknown);
  CHECK(verdict(reply(servfail), silent()) == Verdict::unknown);
  CHECK(verdict(silent(), silent()) == Verdict::unknown);
  // Other differences than validation makes.
  CHECK(verdict(reply(nxdomain), reply(noerror, cd)) == Verdict::unknown);
  CHECK(verdict(reply(refused), reply(noerror, cd)) == Verdict::unknown);
  CHECK(verdict(reply(noerror), reply(servfail, cd)) == Verdict::unknown);
  // It does not copy CD: it may have validated both times.
  CHECK(verdict(reply(servfail), reply(servfail)) == Verdict::unknown);
  auto malformed = reply(noerror, cd);
  malformed.outcome = Outcome::malformed;
  CHECK(verdict(reply(noerror), malformed) == Verdict::unknown);
}

TEST_CASE("preflight: an answer that the server itself says is bogus does not work") {
  const survey::ExtendedError bogus{6, ""}, exempt{33, ""}, unsupported{1, ""};
  auto answer = reply(dns::rcode::noerror);
  for (const auto* error : {&bogus, &exempt}) {
    answer.errors = {error, 1};
    CHECK(verdict(answer, reply(dns::rcode::noerror, cd)) == Verdict::unknown);
  }
  answer.errors = {&unsupported, 1};
  CHECK(verdict(answer, reply(dns::rcode::noerror, cd)) == Verdict::works);
}

TEST_CASE("preflight: a row whose verdict is not good is not fine") {
  auto row = reply(dns::rcode::noerror);
  CHECK(row.fine());
  row.preflight.emplace().verdict = Verdict::unknown;
  CHECK_FALSE(row.fine());
  row.preflight->verdict = Verdict::works;
  CHECK(row.fine());
}

TEST_CASE("preflight: the summary counts by verdict, and what would stop by cause and weight") {
  const survey::ExtendedError expired{7, ""};
  auto works = reply(dns::rcode::noerror), stops = reply(dns::rcode::servfail), fails = stops;
  works.preflight.emplace().verdict = Verdict::works;
  works.weight = 90;
  stops.preflight.emplace().verdict = Verdict::stops;
  stops.weight = 10;
  stops.errors = {&expired, 1};
  fails.preflight.emplace().verdict = Verdict::fails;
  survey::Summary summary;
  summary.add(works);
  summary.add(fails);
  CHECK_FALSE(summary.has_unmended());
  summary.add(stops);
  CHECK(summary.has_unmended());
  CHECK(summary.verdicts[Verdict::stops].count.weight == 10);
  survey::Count rest;
  auto causes = summary.would_stop.ranked(10, rest);
  REQUIRE(causes.size() == 1);
  CHECK(causes[0].first == "EDE 7");
  CHECK(causes[0].second->count.rows == 1);
}

TEST_CASE("preflight: names of verdicts are read back") {
  for (auto verdict : survey::verdicts) CHECK(survey::verdict_of(survey::name(verdict)) == verdict);
  CHECK_FALSE(survey::verdict_of("fine"));
}
