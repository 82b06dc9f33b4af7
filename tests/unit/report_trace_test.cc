#include <doctest/doctest.h>

#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

std::string soa(std::uint32_t serial) {
  return "example. 300 IN SOA ns1.example. root.example. " + std::to_string(serial) + " 1 2 3 4";
}

Report server(const std::string& address, const Reply& reply, bool authoritative = true) {
  auto one = report(reply);
  one.query.question = {dns::Name::parse("example.").value(), dns::type::soa, dns::cls::in};
  one.exchange.peer.address = address;
  one.exchange.peer.name = "ns" + address.substr(address.size() - 1) + ".example";
  one.exchange.reply->message.header.aa = authoritative;
  return one;
}

Report search(std::vector<Report> servers) {
  auto whole = report({});
  whole.nssearch = NsSearch{.zone = dns::Name::parse("example.").value(), .reports = std::move(servers)};
  return whole;
}

Style nssearch_style() {
  Style style;
  style.identify = style.short_types = true;
  return style;
}

Report walk(std::vector<Trouble> troubles) {
  auto last = report({.answer = {"www.example. 300 IN A 192.0.2.1"}});
  Trace trace;
  trace.reports = {report({.answer = {". 300 IN NS a.root."}}), last};
  trace.steps = {{.zone = dns::Name()},
                 {.zone = dns::Name::parse("example.").value(), .troubles = std::move(troubles)}};
  last.trace = std::move(trace);
  return last;
}

Style trace_style() {
  Style style;
  style.command = style.comments = style.question = style.additional = style.stats = false;
  style.identify = true;
  return style;
}

}  // namespace

TEST_CASE("nssearch: a line for each server, and nothing more where all agree") {
  auto found = search({server("192.0.2.1", {.answer = {soa(7)}}), server("192.0.2.2", {.answer = {soa(7)}})});
  CHECK(format(found, nssearch_style()) ==
        "SOA ns1.example. root.example. 7 1 2 3 4 from server 192.0.2.1 in 12 ms.\n"
        "SOA ns1.example. root.example. 7 1 2 3 4 from server 192.0.2.2 in 12 ms.\n");
  CHECK(exit_status(found) == status::good);
}

TEST_CASE("nssearch: who is behind, by the arithmetic of serials (RFC 1982)") {
  auto found =
      search({server("192.0.2.1", {.answer = {soa(4294967295)}}), server("192.0.2.2", {.answer = {soa(3)}})});
  CHECK(found.nssearch->newest() == 3u);
  CHECK(holds(format(found, nssearch_style()),
              ";; Behind: 192.0.2.1 (ns1.example) (serial 4294967295); the newest serial is 3.\n"));
  CHECK(exit_status(found) == status::doubt);
  auto as_dig = nssearch_style();
  as_dig.like_dig = true;
  CHECK(!holds(format(found, as_dig), "Behind"));
  CHECK(dig_exit_status(found) == status::good);
}

TEST_CASE("nssearch: a server without authority, one that refuses, one that is silent") {
  auto silent = server("192.0.2.3", {});
  silent.exchange.reply = std::unexpected(Error{Error::Kind::timeout, "no reply", {}});
  auto found = search({server("192.0.2.1", {.answer = {soa(7)}}, false),
                       server("192.0.2.2", {.rcode = dns::rcode::refused}), silent});
  auto shown = format(found, nssearch_style());
  CHECK(holds(shown, ";; No SOA from 192.0.2.1 (ns1.example): no authority (AA).\n"));
  CHECK(holds(shown, ";; No SOA from 192.0.2.2 (ns2.example): REFUSED.\n"));
  CHECK(holds(shown, ";; No SOA from 192.0.2.3 (ns3.example): NO REPLY.\n"));
  CHECK(exit_status(found) == status::doubt);
  auto none = search({silent});
  CHECK(exit_status(none) == status::no_reply);
  CHECK(dig_exit_status(none) == status::no_reply);
  auto as_dig = nssearch_style();
  as_dig.like_dig = true;
  CHECK(format(none, as_dig) ==
        ";; communications error to 192.0.2.3#53: timed out\n"
        ";; NS servers could not be reached\n");
}

TEST_CASE("trace: each step in dig's layout, and with nothing wrong no word beyond") {
  auto shown = format(walk({}), trace_style());
  CHECK(shown ==
        ".\t\t\t300\tIN\tNS\ta.root.\n;; Received 100 bytes from 192.0.2.53#53(192.0.2.53) in 12 ms\n\n"
        "www.example.\t\t300\tIN\tA\t192.0.2.1\n"
        ";; Received 100 bytes from 192.0.2.53#53(192.0.2.53) in 12 ms\n\n");
  CHECK(exit_status(walk({})) == status::good);
}

TEST_CASE("trace: what is wrong, and how to ask why") {
  auto lame = walk({{Trouble::Kind::rcode, {"ns1.example. (192.0.2.53)", "example.", "REFUSED\x1b"}}});
  auto shown = format(lame, trace_style());
  CHECK(holds(shown, ";; ns1.example (192.0.2.53) answers REFUSED\\x1b: it is lame"));
  CHECK(shown.ends_with("\n;; To find out why: edig +why @192.0.2.53 www.example\n"));
  CHECK(exit_status(lame) == status::doubt);
  auto short_style = trace_style();
  short_style.format = Format::short_;
  CHECK(!holds(format(lame, short_style), ";;"));
}

TEST_CASE("trace: dig's words for a server without an address, where it gives up") {
  auto stranded = walk({});
  stranded.trace->stranded = true;
  stranded.trace->steps[1].unplaced = {{dns::Name::parse("ns.example.").value(), false, ""}};
  auto style = trace_style();
  style.like_dig = true;
  CHECK(format(stranded, style).ends_with("192.0.2.1\ncouldn't get address for 'ns.example': not found\n"));
  CHECK(dig_exit_status(stranded) == status::usage);
}

TEST_CASE("trace: dig's words for a referral that leads nowhere") {
  auto bad = walk({});
  bad.trace->steps[0].horizontal_referral = true;
  bad.trace->steps[1].bad_referral = true;
  auto style = trace_style();
  style.like_dig = true;
  auto shown = format(bad, style);
  CHECK(holds(shown, "NS\ta.root.\n;; BAD (HORIZONTAL) REFERRAL\n;; Received"));
  CHECK(holds(shown, "192.0.2.1\n;; BAD REFERRAL\n;; Received"));
}

}  // namespace edig::report
