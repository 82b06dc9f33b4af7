#include <doctest/doctest.h>

#include "diagnosis/judgement/told_finding.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

using diagnosis::Diagnosis;
using diagnosis::Severity;
using diagnosis::Status;

dns::Name name(std::string_view text) { return *dns::Name::parse(text); }

diagnosis::Finding unsigned_keys(std::string_view zone) {
  auto rrset = std::string(zone) + " DNSKEY";
  auto finding = diagnosis::tell("rrsigs-missing", "keys", {{"rrset", rrset}});
  finding.info_code = 10;
  finding.zone = name(zone);
  finding.rrset = rrset;
  return finding;
}

diagnosis::Finding behind() {
  diagnosis::Values values{{"server", std::string("ns2.example. (192.0.2.2)")},
                           {"zone", std::string("example.")},
                           {"serial", 1},
                           {"newest", 3},
                           {"behind", 2}};
  auto finding = diagnosis::tell("serial-behind", "", values);
  finding.severity = Severity::note;
  finding.zone = name("example.");
  return finding;
}

Report with(Report report, Status status, std::vector<diagnosis::Finding> findings = {}) {
  report.diagnosis = Diagnosis{};
  report.diagnosis->status = status;
  report.diagnosis->findings = std::move(findings);
  return report;
}

std::string in_a_line(const Report& report, ede::Language language = ede::Language::en) {
  Style style;
  style.format = Format::short_;
  style.language = language;
  CHECK(failure_line(report, style).empty());
  auto line = format(report, style);
  CHECK(count(line, "\n") == 1);
  return line;
}

std::string shown(const Report& report, ede::Language language = ede::Language::en) {
  Style style;
  style.language = language;
  return to_text(report, style);
}

Report servfail() { return report({.rcode = dns::rcode::servfail, .options = {extended_error(6, "bogus")}}); }

}  // namespace

TEST_CASE("+short +why: the outcome, its cause, and whose turn it is, in one line") {
  auto failed = with(servfail(), Status::bogus, {unsigned_keys("example.")});
  CHECK(in_a_line(failed) ==
        "SERVFAIL www.example A: example DNSKEY has no signature (EDE 10 RRSIGs Missing). Whose turn: the "
        "operator "
        "of example.\n");
  CHECK(in_a_line(failed, ede::Language("ja")) ==
        "SERVFAIL www.example A：example DNSKEY に署名がありません（EDE 10 RRSIGs Missing）。"
        "対応が必要な担当者：example の運用者。\n");
}

TEST_CASE("+short +why: where the resolver is at fault the zone is named beside it") {
  auto finding = diagnosis::tell("resolver-silent", "", {{"truth", std::string("x")}});
  finding.fault = diagnosis::Fault::resolver;
  finding.zone = name("example.");
  auto line = in_a_line(with(servfail(), Status::secure, {finding}));
  CHECK(holds(line, " Where: zone example. Whose turn: the operator of the resolver."));
}

TEST_CASE("+short +why: no outcome leaves it without a word") {
  auto found = report({.answer = {"www.example. 300 IN A 192.0.2.1", "www.example. 300 IN A 192.0.2.2"}});
  CHECK(holds(in_a_line(with(found, Status::secure)),
              "NOERROR www.example A 192.0.2.1, 192.0.2.2: nothing is wrong here: "));
  auto none = report({.rcode = dns::rcode::nxdomain});
  CHECK(
      in_a_line(with(none, Status::insecure)).starts_with("NXDOMAIN www.example A: nothing is wrong here: "));
  auto silent = unanswered({Error::Kind::timeout, "no reply within 5 s", ""});
  auto line = in_a_line(with(silent, Status::secure));
  CHECK(line.starts_with("NO REPLY (timed out) www.example A: the server asked gives no reply"));
  CHECK(line.ends_with(" Whose turn: whoever runs that server, or the network to it.\n"));
}

TEST_CASE("a note is never put below 'nothing is wrong'") {
  auto noted = with(report({.answer = {"www.example. 300 IN A 192.0.2.1"}}), Status::insecure, {behind()});
  auto text = shown(noted);
  CHECK_FALSE(holds(text, "nothing is wrong"));
  CHECK(holds(text,
              "\nNo error: the zone is not signed, and its parent proves it. One thing to look at:\nNote: "));
  CHECK(holds(in_a_line(noted), "One thing to look at: ns2.example (192.0.2.2) is behind by 2"));
  noted.diagnosis->findings.push_back(behind());
  CHECK(holds(shown(noted), " 2 things to look at:\n"));
  CHECK(holds(shown(noted, ede::Language("ja")), "次の 2 点を確認してください。\n"));
}

TEST_CASE("the root zone is called so, and each error has its place") {
  auto twice = with(servfail(), Status::bogus, {unsigned_keys("."), unsigned_keys("example.")});
  auto text = shown(twice);
  CHECK(holds(text, "\nWhy: the root zone's DNSKEY has no signature."));
  CHECK(holds(text, "\nWhere: the root zone, the root zone's DNSKEY\n"));
  CHECK(holds(text, "\nWhose turn: the operator of the root zone: "));
  CHECK(holds(text, "\nWhere: zone example, example DNSKEY\n"));
  CHECK(holds(shown(twice, ede::Language("ja")), "\n場所：ルートゾーン、ルートゾーンの DNSKEY\n"));
}

TEST_CASE("the servers of the zone at fault are named, with their serials where they differ") {
  auto failed = with(servfail(), Status::bogus, {unsigned_keys("example.")});
  failed.diagnosis->servers = {{name("a.example."), "192.0.2.1", 7}, {name("b.example."), "192.0.2.2", 7}};
  CHECK(holds(shown(failed), "\nIts servers: 192.0.2.1, 192.0.2.2; serial 7\n"));
  CHECK(holds(shown(failed), "\nTo see it: dig @192.0.2.1 example. DNSKEY +dnssec +norecurse\n"));
  failed.diagnosis->servers[1].serial = 8;
  CHECK(holds(shown(failed), "\nIts servers: 192.0.2.1 (serial 7), 192.0.2.2 (serial 8)\n"));
  CHECK(holds(shown(failed, ede::Language("ja")),
              "\n権威 DNS サーバー：192.0.2.1（シリアル番号 7）、192.0.2.2（"));
}

TEST_CASE("a failure that was not looked into names the command that does") {
  auto text = shown(servfail());
  CHECK(holds(text, "\n  To find out why: edig +why @192.0.2.53 www.example\n"));
  CHECK_FALSE(holds(text, "Asking again later"));
  CHECK(holds(shown(unanswered({Error::Kind::timeout, "no reply within 5 s", ""})),
              "To find out why: edig +why"));
  CHECK_FALSE(holds(shown(with(servfail(), Status::bogus, {unsigned_keys("example.")})), "edig +why"));
  CHECK_FALSE(holds(shown(report({.answer = {"www.example. 300 IN A 192.0.2.1"}})), "edig +why"));
}

TEST_CASE("the last line says when, and by which edig; +stats also how large") {
  auto found = report({.answer = {"www.example. 300 IN A 192.0.2.1"}});
  CHECK(shown(found).ends_with("\n\n2026-11-22 18:00:00 UTC, edig " EDIG_VERSION "\n"));
  Style style;
  style.asked_stats = true;
  CHECK(holds(to_text(found, style), "\nSize of the reply: 100 octets. Cost of the question: "));
  style.stats = style.asked_stats = false;
  CHECK_FALSE(holds(to_text(found, style), "UTC"));
}

TEST_CASE("the chain tells algorithms, times and what is left of the TTL") {
  using namespace std::chrono;
  auto whole = with(report({.answer = {"www.example. 300 IN A 192.0.2.1"}}), Status::secure);
  diagnosis::Link link{
      .zone = name("example."), .status = Status::secure, .ds = {{7, 13, 2, true}}, .keys = {}};
  link.keys.push_back({7, 13, 257, true, true});
  sys_seconds noon = sys_days(2026y / 11 / 22) + hours(12);
  link.signatures.push_back({"example. DNSKEY", name("example."), 7, 13, noon, noon + days(14), true});
  link.sets.push_back({"example. DNSKEY", 299, diagnosis::Link::Set::State::good});
  whole.diagnosis->chain.push_back(link);
  CHECK(holds(
      shown(whole),
      "\n  example.  secure  DS 7/13/2 -> KSK 7/13  2026-11-22 12:00 to 2026-12-06 12:00 UTC  TTL 299\n"));
  whole.diagnosis->chain[0].ds[0].matches = false;
  CHECK(holds(shown(whole, ede::Language("ja")), "DS 7/13/2（一致する鍵なし）、KSK 7/13"));
}

}  // namespace edig::report
