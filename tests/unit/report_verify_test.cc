#include "report/verify.h"

#include <doctest/doctest.h>

#include "diagnosis/judgement/told_finding.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

using diagnosis::Fault;
using diagnosis::Finding;
using diagnosis::FindingKind;
using diagnosis::Severity;

Finding finding(FindingKind kind, std::string rrset, std::string server = {}, Fault fault = Fault::zone) {
  auto made = diagnosis::tell(kind, "", {});
  made.zone = *dns::Name::parse("example.");
  made.rrset = std::move(rrset);
  made.server = std::move(server);
  made.fault = fault;
  return made;
}

Report asked() {
  auto made = report({.rcode = dns::rcode::servfail});
  made.exchange.peer = {.address = "192.0.2.53", .port = 53, .name = {}};
  return made;
}

}  // namespace

TEST_CASE("verify: where one server is at fault it is asked, else the resolver without validation") {
  auto report = asked();
  CHECK(dig_line(report, finding("signature-expired", "www.example. A", "192.0.2.1")) ==
        "dig @192.0.2.1 www.example. A +dnssec +norecurse");
  CHECK(dig_line(report, finding("signature-expired", "www.example. A", "2001:db8::1, 192.0.2.1")) ==
        "dig @2001:db8::1 www.example. A +dnssec +norecurse");
  CHECK(dig_line(report, finding("signature-expired", "www.example. A")) ==
        "dig @192.0.2.53 www.example. A +dnssec +cd");
  CHECK(dig_line(report, finding("ds-matches-no-key", "example. DNSKEY")) ==
        "dig @192.0.2.53 example. DNSKEY +dnssec +cd");
}

TEST_CASE("verify: of a server as such the zone's SOA is asked; of all servers, from the root down") {
  auto report = asked();
  CHECK(dig_line(report, finding("server-unreachable", "", "192.0.2.1")) ==
        "dig @192.0.2.1 example. SOA +dnssec +norecurse");
  CHECK(dig_line(report, finding("server-without-tcp", "", "192.0.2.1")) ==
        "dig @192.0.2.1 example. SOA +tcp +norecurse");
  CHECK(dig_line(report, finding("nodata-without-soa", "", "192.0.2.1")) ==
        "dig @192.0.2.1 www.example. A +dnssec +norecurse");
  CHECK(dig_line(report, finding("no-reachable-authority", "")) == "dig example. SOA +trace");
  CHECK(dig_line(report, finding("server-without-address", "", "ns1.example.")) ==
        "dig @192.0.2.53 ns1.example. A +dnssec +cd");
  CHECK(dig_line(report, finding("nsec3-iterations", "")) ==
        "dig @192.0.2.53 example. NSEC3PARAM +dnssec +cd");
}

TEST_CASE("verify: a finding about the resolver is seen the way it was asked") {
  auto report = asked();
  auto blocked = finding("blocked", "www.example. A", "", Fault::resolver);
  CHECK(dig_line(report, blocked) == "dig @192.0.2.53 www.example. A +dnssec");
  report.exchange.peer = {
      .address = "2001:db8::53", .port = 8853, .name = {}, .protocol = transport::Protocol::tls};
  CHECK(dig_line(report, blocked) == "dig @2001:db8::53 -p 8853 www.example. A +tls +dnssec");
  report.exchange.peer.port = 853;
  CHECK(dig_line(report, blocked) == "dig @2001:db8::53 www.example. A +tls +dnssec");
  report.exchange.peer = {
      .address = "192.0.2.53", .port = 53, .name = {}, .protocol = transport::Protocol::tcp};
  CHECK(dig_line(report, finding("old-copy-in-cache", "example. DS", "", Fault::resolver)) ==
        "dig @192.0.2.53 example. DS +tcp +dnssec +cd");
  report.exchange.peer = {};
  CHECK(dig_line(report, blocked) == "dig www.example. A +dnssec");
}

TEST_CASE("verify: no line for notes, and where no server can show it") {
  auto report = asked();
  CHECK(dig_line(report, finding("clock-of-this-machine", "www.example. A", "", Fault::client)) == "");
  CHECK(dig_line(report, finding("bound-reached", "", "", Fault::none)) == "");
  auto note = finding("serial-behind", "", "192.0.2.1");
  note.severity = Severity::note;
  CHECK(dig_line(report, note) == "");
}

TEST_CASE("verify: names from the network are one word of the shell, and no option of dig") {
  auto report = asked();
  auto of = [&](const char* rrset) {
    return dig_line(report, finding("signature-expired", rrset, "192.0.2.1"));
  };
  CHECK(of("it's.example. A") == "dig @192.0.2.1 'it'\\''s.example.' A +dnssec +norecurse");
  CHECK(of("\\$\\(reboot\\).example. A") == "dig @192.0.2.1 '\\$\\(reboot\\).example.' A +dnssec +norecurse");
  CHECK(of("a\\032b\\255.example. A") == "dig @192.0.2.1 'a\\032b\\255.example.' A +dnssec +norecurse");
  CHECK(of("`id`;x.example. A") == "dig @192.0.2.1 '`id`\\;x.example.' A +dnssec +norecurse");
  CHECK(of("-f.example. A") == "dig @192.0.2.1 -q -f.example. A +dnssec +norecurse");
  CHECK(of("+short.example. A") == "dig @192.0.2.1 -q +short.example. A +dnssec +norecurse");
  for (const char* broken : {"a b c A", "www.example. $(id)", "www.example. A;id", "\x1b[31m A"}) {
    CAPTURE(broken);
    auto line = of(broken);
    CHECK(line.find_first_of("$;\x1b") == line.npos);
  }
  // What a server is called is no address.
  CHECK(dig_line(report, finding("server-lame", "www.example. A", "$(id)")) ==
        "dig @192.0.2.53 www.example. A +dnssec +cd");
}

TEST_CASE("verify: text and JSON have it") {
  auto whole = asked();
  whole.diagnosis = diagnosis::Diagnosis{};
  whole.diagnosis->findings = {finding("signature-expired", "www.example. A", "192.0.2.1")};
  CHECK(holds(to_text(whole, {}), "\nTo see it: dig @192.0.2.1 www.example. A +dnssec +norecurse\n"));
  CHECK(holds(to_json(whole, {}), "\"verify\": \"dig @192.0.2.1 www.example. A +dnssec +norecurse\""));
}

}  // namespace edig::report
