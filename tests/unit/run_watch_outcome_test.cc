// What of a report +watch takes for its outcome, and what it knows of caches from it.
#include <doctest/doctest.h>

#include "report_fixture.h"
#include "run/watch_outcome.h"

namespace {

using namespace edig;
using namespace edig::run;
using namespace edig::report::fixture;
using namespace std::chrono_literals;
using edig::report::Keeping;
using edig::report::Report;

constexpr const char* soa = "example. 137 IN SOA ns.example. hostmaster.example. 1 7200 3600 604800 3600";
constexpr const char* address = "www.example. 300 IN A 192.0.2.1";

Report told(const Reply& reply) { return edig::report::fixture::report(reply); }

Report with_finding(Report report, diagnosis::FindingKind kind, diagnosis::Severity severity,
                    std::vector<diagnosis::EvidenceItem> evidence = {}) {
  diagnosis::Finding finding;
  finding.kind = kind;
  finding.severity = severity;
  finding.zone = query("Example.").question.name;
  finding.evidence = std::move(evidence);
  report.diagnosis.emplace();
  report.diagnosis->findings.push_back(std::move(finding));
  return report;
}

Report by_authority(Report report) {
  report.exchange.reply->message.header.aa = true;
  return report;
}

bool same(const Report& a, const Report& b) { return see(a).outcome == see(b).outcome; }

}  // namespace

TEST_CASE("a name works by NOERROR and records of its type") {
  CHECK(see(told({.answer = {address}})).outcome.works);
  CHECK(watch_status(told({.answer = {address}})) == 0);
  CHECK_FALSE(see(told({.answer = {"www.example. 300 IN CNAME a.example."}})).outcome.works);
  CHECK_FALSE(see(told({})).outcome.works);
  CHECK_FALSE(see(told({.rcode = dns::rcode::nxdomain})).outcome.works);
  CHECK_FALSE(see(told({.rcode = dns::rcode::servfail})).outcome.works);
  CHECK_FALSE(see(told({.rcode = dns::rcode::servfail, .answer = {address}})).outcome.works);
  CHECK_FALSE(see(unanswered({Error::Kind::timeout, "no reply", {}})).outcome.works);
}

TEST_CASE("an answer in doubt does not work") {
  CHECK_FALSE(see(told({.answer = {address}, .options = {extended_error(3)}})).outcome.works);
  CHECK(see(told({.answer = {address}, .options = {extended_error(29)}})).outcome.works);
}

TEST_CASE("with +why an error is against it, a warning is not") {
  using diagnosis::Severity;
  auto good = told({.answer = {address}});
  CHECK_FALSE(see(with_finding(good, "ds-matches-no-key", Severity::error)).outcome.works);
  auto warned = with_finding(good, "server-lame", Severity::warning);
  CHECK(see(warned).outcome.works);
  CHECK(watch_status(warned) == 0);
}

TEST_CASE("the status is that of the last outcome, and 0 only where the name works") {
  CHECK(watch_status(told({.rcode = dns::rcode::servfail})) == 2);
  CHECK(watch_status(told({.rcode = dns::rcode::nxdomain})) == 3);
  CHECK(watch_status(told({})) == 3);
  CHECK(watch_status(unanswered({Error::Kind::timeout, "no reply", {}})) == 9);
  CHECK(watch_status(unanswered({Error::Kind::resolve, "no address", {}})) == 1);
}

TEST_CASE("what is no change") {
  CHECK(same(told({.answer = {address, "www.example. 300 IN A 192.0.2.2"}}),
             told({.answer = {"www.example. 7 IN A 192.0.2.2", "www.example. 7 IN A 192.0.2.1"}})));
  CHECK(same(
      told({.rcode = 2, .options = {extended_error(9, "once"), extended_error(22)}}),
      told({.rcode = 2, .options = {extended_error(22), extended_error(9, "again"), extended_error(13)}})));
  CHECK(same(told({.rcode = 3, .authority = {soa}}), told({.rcode = 3})));
}

TEST_CASE("what is one") {
  using diagnosis::Severity;
  CHECK_FALSE(same(told({.rcode = 2}), told({.rcode = 3})));
  CHECK_FALSE(same(told({.rcode = 2, .options = {extended_error(9)}}), told({.rcode = 2})));
  CHECK_FALSE(same(told({}), told({.answer = {address}})));
  CHECK_FALSE(same(unanswered({Error::Kind::timeout, "", {}}), unanswered({Error::Kind::refused, "", {}})));
  auto failed = told({.rcode = 2});
  CHECK_FALSE(same(failed, with_finding(failed, "ds-matches-no-key", Severity::error)));
  CHECK_FALSE(same(with_finding(failed, "signature-expired", Severity::error),
                   with_finding(failed, "ds-matches-no-key", Severity::error)));
  CHECK(same(failed, with_finding(failed, "server-lame", Severity::warning)));
}

TEST_CASE("how long the server answers from its cache") {
  CHECK(see(told({.rcode = 3, .authority = {soa}})).cached == 137s);
  CHECK(see(told({.authority = {soa}})).cached == 137s);
  CHECK_FALSE(see(by_authority(told({.rcode = 3, .authority = {soa}}))).cached);
  CHECK_FALSE(see(told({.rcode = 3})).cached);
  CHECK_FALSE(see(told({.rcode = 2})).cached);
  CHECK(see(told({.answer = {address, "www.example. 20 IN A 192.0.2.2"}})).cached == 20s);
  CHECK_FALSE(see(unanswered({Error::Kind::timeout, "", {}})).cached);
}

TEST_CASE("how long other caches keep a denial") {
  auto kept = [](const Report& one) { return std::pair(see(one).keeping, see(one).kept); };
  // By way of a cache the SOA's TTL is what is left of it: its minimum bounds it.
  CHECK(kept(told({.rcode = 3, .authority = {soa}})) ==
        std::pair(Keeping::negative_ttl, std::chrono::seconds(3600)));
  CHECK(kept(by_authority(told({.rcode = 3, .authority = {soa}}))) ==
        std::pair(Keeping::negative_ttl, std::chrono::seconds(137)));
  CHECK(kept(told({.rcode = 3})).first == Keeping::unknown);
}

TEST_CASE("how long other caches keep a failure") {
  using diagnosis::Severity;
  auto failed = told({.rcode = 2});
  CHECK(see(failed).keeping == Keeping::failure_at_least);
  CHECK(see(failed).kept == 300s);
  CHECK(see(unanswered({Error::Kind::timeout, "", {}})).keeping == Keeping::failure_at_least);
  auto found =
      see(with_finding(failed, "ds-matches-no-key", Severity::error, {{"ds_ttl", std::int64_t{86400}}}));
  CHECK(found.keeping == Keeping::record_ttl);
  CHECK(found.kept == 86400s);
  // A failure itself may be kept for longer than the records, and that is then no TTL.
  auto brief = see(with_finding(failed, "signature-expired", Severity::error, {{"ttl", std::int64_t{60}}}));
  CHECK(brief.keeping == Keeping::failure);
  CHECK(brief.kept == 300s);
  CHECK(see(with_finding(failed, "no-reachable-authority", Severity::error)).keeping ==
        Keeping::failure_at_least);
  failed.diagnosis.emplace();
  CHECK(see(failed).keeping == Keeping::failure_at_least);
  failed.diagnosis->status = diagnosis::Status::secure;
  CHECK(see(failed).keeping == Keeping::failure);
}
