#include <doctest/doctest.h>

#include "report_fixture.h"

// The shape as a whole is held against dig by the golden files and in the lab, what is hostile by a parser
// (tests/cli/test_yaml.py).

namespace edig::report {
using namespace fixture;

namespace {

std::string yaml(const Reply& reply, const Style& style = {}) { return to_yaml(report(reply), style); }

}  // namespace

TEST_CASE("yaml: a reply") {
  auto shown = yaml({.rcode = dns::rcode::nxdomain, .authority = {"example. 300 IN NS ns1.example."}});
  CHECK(shown.starts_with("- type: MESSAGE\n  message:\n    type: RECURSIVE_RESPONSE\n"));
  CHECK(holds(shown,
              "query_time: !!timestamp 2026-11-22T17:59:59.988Z\n"
              "    response_time: !!timestamp 2026-11-22T18:00:00.000Z\n"));
  CHECK(holds(shown, "status: NXDOMAIN\n"));
  CHECK(holds(shown, "AUTHORITY_SECTION:\n        - 'example. 300 IN NS ns1.example.'\n"));
  CHECK_FALSE(holds(shown, "ANSWER_SECTION"));
}

TEST_CASE("yaml: microseconds and the source, as asked for") {
  Style style;
  style.microseconds = true;
  style.source_address = "192.0.2.1";
  style.source_port = 4567;
  auto shown = yaml({}, style);
  CHECK(holds(shown, "T18:00:00.000000Z\n"));
  CHECK(holds(shown, "query_address: \"192.0.2.1\"\n    query_port: 4567\n"));
}

TEST_CASE("yaml: an extended error is a mapping, several are a list of them") {
  CHECK(holds(yaml({.options = {extended_error(9, "a\"b\\ : #\n")}}),
              "          EDE:\n            INFO-CODE: 9 (DNSKEY Missing)\n"
              "            EXTRA-TEXT: \"a\\\"b\\\\ : #\\n\"\n      QUESTION"));
  CHECK(holds(
      yaml(
          {.options = {extended_error(22), {.code = dns::option::nsid, .data = {}}, extended_error(9, "x")}}),
      "          EDE:\n            - INFO-CODE: 22 (No Reachable Authority)\n"
      "            - INFO-CODE: 9 (DNSKEY Missing)\n              EXTRA-TEXT: \"x\"\n          NSID:\n"));
}

TEST_CASE("yaml: what is read as something else is quoted") {
  CHECK(holds(yaml({.options = {{.code = dns::option::nsid, .data = bytes("a: #'")}}}),
              "NSID: '61 3a 20 23 27 (\"a: #''\")'\n"));
  CHECK(holds(yaml({.options = {{.code = dns::option::nsid, .data = bytes("a:b#")}}}),
              "NSID: 61 3a 62 23 (\"a:b#\")\n"));
  CHECK(holds(yaml({.answer = {"www.example. 300 IN TXT \"it's\""}}),
              "- 'www.example. 300 IN TXT \"it''s\"'\n"));
}

TEST_CASE("yaml: a cookie of digits is no number") {
  auto asked = query();
  asked.edns = dns::Edns{};
  asked.edns->options = {{.code = dns::option::cookie, .data = Bytes(8, 0x12)}};
  auto sent = exchange({});
  sent.sent = dns::encode(asked, 1);
  Style style;
  style.sent_query = true;
  CHECK(holds(to_yaml(make_report(asked, sent), style), "COOKIE: '1212121212121212'\n"));
}

TEST_CASE("yaml: records are whole, whatever is said of their layout") {
  Style style;
  style.multiline = style.ttl_units = style.unknown_format = true;
  style.ttl = style.cls = style.crypto = false;
  CHECK(
      holds(yaml({.answer = {"www.example. 300 IN AAAA 2001:db8::", "www.example. 300 IN AAAA ::1"}}, style),
            "        - 'www.example. 300 IN AAAA 2001:db8::0'\n        - 'www.example. 300 IN AAAA ::1'\n"));
}

TEST_CASE("yaml: no reply, and why; as dig, that is all") {
  auto failed = unanswered({Error::Kind::refused, "connection refused", ""});
  CHECK(to_yaml(failed, {}) ==
        "- type: DIG_ERROR\n  message: |\n    no servers could be reached\n"
        "    communications error to 192.0.2.53#53: connection refused\n");
  Style style;
  style.like_dig = true;
  CHECK(to_yaml(failed, style) == "- type: DIG_ERROR\n  message: |\n    no servers could be reached\n");
}

TEST_CASE("yaml: a message of an update names its sections otherwise") {
  auto update = exchange({});
  update.reply->message.header.opcode = 5;
  auto shown = to_yaml(make_report(query(), update), {});
  CHECK(holds(shown, "ZONE: 0\n      PREREQ: 0\n      UPDATE: 0\n      ADDITIONAL: 0\n"));
  CHECK(holds(shown, "      ZONE_SECTION:\n"));
}

}  // namespace edig::report
