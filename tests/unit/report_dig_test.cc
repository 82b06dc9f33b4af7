#include <doctest/doctest.h>

#include "report_fixture.h"

// The layout as a whole is held against dig itself by the golden files.

namespace edig::report {
using namespace fixture;

namespace {

std::string dig(const Reply& reply) { return to_dig(report(reply), {}); }

}  // namespace

TEST_CASE("dig: an extended error as dig writes it, with the registry's names") {
  auto shown = dig({.rcode = dns::rcode::servfail,
                    .options = {extended_error(9, "no SEP"), extended_error(22), extended_error(33, "x"),
                                extended_error(777, "y"), extended_error(9, "{\"c\":[\"tel:1\"]}")}});
  CHECK(holds(shown,
              "; EDE: 9 (DNSKEY Missing): (no SEP)\n; EDE: 22 (No Reachable Authority)\n"
              "; EDE: 33 (Negative Trust Anchor): (x)\n; EDE: 777: (y)\n"
              "; EDE: 9 (DNSKEY Missing): ({\"c\":[\"tel:1\"]})\n"));
}

TEST_CASE("dig: without the header, the OPT record and the sections stay") {
  Style style;
  style.header = false;
  auto shown = to_dig(report({.rcode = dns::rcode::servfail, .options = {extended_error(22)}}), style);
  CHECK_FALSE(holds(shown, "HEADER"));
  CHECK(holds(shown, "; EDE: 22 (No Reachable Authority)\n"));
  CHECK(holds(shown, ";; QUESTION SECTION:\n"));
}

TEST_CASE("dig: two purposes in BIND's words, and an option too short for one") {
  CHECK(holds(dig({.options = {extended_error(0, "foo"), extended_error(19)}}),
              "; EDE: 0 (Other): (foo)\n; EDE: 19 (Stale NXDOMAIN Answer)\n"));
  CHECK(holds(dig({.options = {{.code = dns::option::extended_error, .data = {}}}}), "; EDE:\n"));
  CHECK(holds(dig({.options = {{.code = dns::option::extended_error, .data = {0}}}}), "; EDE: 00 (\".\")\n"));
}

TEST_CASE("dig: what came in place of the reply") {
  auto failed = unanswered({Error::Kind::timeout, "", ""});
  using Kind = transport::Mismatch::Kind;
  failed.exchange.mismatches = {
      {Kind::id, "1", "2"}, {Kind::opcode, "QUERY", "UPDATE"}, {Kind::no_response, "", ""}};
  CHECK(to_dig(failed, {})
            .starts_with(";; Warning: ID mismatch: expected ID 1, got 2\n"
                         ";; Warning: Opcode mismatch: expected QUERY, got UPDATE\n"
                         ";; Warning: query response not set\n"
                         ";; communications error"));
}

TEST_CASE("dig: .local is for multicast") {
  auto local = exchange({});
  local.reply->message.questions[0].name = *dns::Name::parse("printer.local.");
  CHECK(holds(to_dig(make_report(query("printer.local."), local), {}), ";; WARNING: .local is reserved"));
}

TEST_CASE("dig: the flag of compact answers has a name") {
  auto compact = exchange({});
  compact.reply->message.edns->z = 0x4000;
  CHECK(holds(to_dig(make_report(query(), compact), {}), "; EDNS: version: 0, flags: co; udp: 1232\n"));
}

TEST_CASE("dig: columns") {
  CHECK(holds(dig({.answer = {"www.example. 300 IN A 192.0.2.1"}}),
              "\nwww.example.\t\t300\tIN\tA\t192.0.2.1\n"));
  CHECK(holds(dig({.answer = {"a.name.of.24.characters. 300 IN A 192.0.2.1"}}),
              "\na.name.of.24.characters. 300\tIN\tA\t192.0.2.1\n"));
  CHECK(holds(dig({}), ";www.example.\t\t\tIN\tA\n"));
  CHECK(holds(dig({.answer = {"a. 1 IN TYPE65280 \\# 0"}}), "\na.\t\t\t1\tIN\tTYPE65280 \\# 0\n"));
}

TEST_CASE("dig: RCODEs without a name") {
  CHECK(holds(dig({.rcode = 24}), "status: ?24,"));
  CHECK(holds(dig({.rcode = 12}), "status: RESERVED12,"));
  CHECK(holds(dig({.rcode = dns::rcode::badvers}), "status: BADVERS,"));
}

TEST_CASE("dig: no reply") {
  auto failed = unanswered({Error::Kind::timeout, "", ""});
  transport::Attempt timeout{.address = "192.0.2.53", .port = 53, .outcome = "timeout", .ms = 5000};
  failed.exchange.attempts = {timeout};
  Style style;
  style.command = false;
  CHECK(to_dig(failed, style) ==
        ";; communications error to 192.0.2.53#53: timed out\n"
        ";; communications error to 192.0.2.53#53: timed out\n"
        ";; no servers could be reached\n");
  auto refused = unanswered({Error::Kind::refused, "", ""});
  refused.exchange.peer.protocol = transport::Protocol::tcp;
  CHECK(to_dig(refused, style) ==
        ";; Connection to 192.0.2.53#53(192.0.2.53) for www.example. failed: connection refused.\n"
        ";; no servers could be reached\n");
}

TEST_CASE("dig: another client's cookie is warned of, and comments can be left out") {
  auto asked = report({});
  asked.exchange.attempts = {{.address = "192.0.2.53", .port = 53, .outcome = "foreign-cookie"}};
  CHECK(holds(to_dig(asked, {}), ";; Warning: Client COOKIE mismatch\n"));
  Style style;
  style.comments = false;
  CHECK_FALSE(holds(to_dig(asked, style), "COOKIE"));
}

TEST_CASE("dig: reserved EDNS flags") {
  auto reserved = exchange({});
  reserved.reply->message.edns->dnssec_ok = true;
  reserved.reply->message.edns->z = 0x00ff;
  CHECK(holds(to_dig(make_report(query(), reserved), {}),
              "; EDNS: version: 0, flags: do; MBZ: 0x00ff, udp: 1232\n"));
}

}  // namespace edig::report
