#include <doctest/doctest.h>

#include <array>

#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

TEST_CASE("exit status: the RCODE and the extended errors beside it") {
  CHECK(exit_status(report({})) == 0);
  CHECK(exit_status(report({.rcode = dns::rcode::nxdomain})) == 0);
  CHECK(exit_status(report({.rcode = dns::rcode::servfail})) == 2);
  CHECK(exit_status(report({.rcode = dns::rcode::refused})) == 2);
  CHECK(exit_status(report({.rcode = dns::rcode::badvers})) == 2);

  SUBCASE("an EDE that makes the answer doubtful") {
    for (auto code : std::to_array<std::uint16_t>({3, 4, 15, 16, 17, 19, 33})) {
      CAPTURE(code);
      CHECK(exit_status(report({.options = {extended_error(code)}})) == 3);
      CHECK(exit_status(report({.rcode = dns::rcode::nxdomain, .options = {extended_error(code)}})) == 3);
      CHECK(exit_status(report({.rcode = dns::rcode::servfail, .options = {extended_error(code)}})) == 2);
    }
  }
  SUBCASE("an EDE that only informs, and one that nobody knows") {
    for (auto code : std::to_array<std::uint16_t>({0, 29, 777, 50000})) {
      CAPTURE(code);
      CHECK(exit_status(report({.options = {extended_error(code)}})) == 0);
    }
  }
  SUBCASE("the doubtful one stands second") {
    CHECK(exit_status(report({.options = {extended_error(29), extended_error(3)}})) == 3);
  }
  SUBCASE("an option too short for an INFO-CODE says nothing") {
    CHECK(exit_status(report({.options = {{.code = dns::option::extended_error, .data = {0}}}})) == 0);
  }
}

TEST_CASE("exit status: a reply that is not whole is never good, but to dig") {
  auto cut = report({});
  cut.exchange.reply->message.header.tc = true;
  CHECK(exit_status(cut) == 3);
  CHECK(defect(cut) == "the reply from 192.0.2.53 port 53 (UDP) is truncated (TC): there is more of it");
  CHECK(failure_line(cut, {}) == "NOERROR www.example. A from 192.0.2.53 (UDP): " + defect(cut));
  CHECK(dig_exit_status(cut) == 0);
  auto malformed = report({});
  malformed.exchange.reply->message.problems = {{.offset = 12, .text = "a\nb"}};
  CHECK(exit_status(malformed) == 3);
  CHECK(defect(malformed) == "the reply from 192.0.2.53 port 53 (UDP) is malformed at octet 12: a\\x0ab");
  CHECK(defect(report({})).empty());
}

TEST_CASE("exit status: no reply") {
  using enum Error::Kind;
  for (auto kind : {timeout, refused, unreachable, closed, tls, http, malformed})
    CHECK(exit_status(unanswered({kind, "x", ""})) == 9);
  CHECK(exit_status(unanswered({resolve, "x", ""})) == 1);
  CHECK(exit_status(unanswered({internal, "x", ""})) == 10);
}

TEST_CASE("make_report: the extended errors in the order of the reply, and the channel") {
  auto made = report({.rcode = dns::rcode::servfail,
                      .options = {extended_error(22),
                                  {.code = dns::option::nsid, .data = bytes("ns1")},
                                  extended_error(9, std::string_view("no key\0", 7)),
                                  extended_error(22, "again")}});
  REQUIRE(made.extended_errors.size() == 3);
  CHECK(made.extended_errors[0].info_code == 22);
  CHECK(made.extended_errors[1].extra_text == "no key");
  CHECK(made.extended_errors[2].extra_text == "again");
  CHECK(made.channel == ede::Channel::plain);

  for (bool verified : {false, true}) {
    auto encrypted = exchange({});
    encrypt(encrypted, verified);
    auto channel = make_report(query(), encrypted).channel;
    CHECK(channel == (verified ? ede::Channel::authenticated : ede::Channel::encrypted));
  }
}

TEST_CASE("failure_line: a silent format still says why") {
  auto line =
      failure_line(report({.rcode = dns::rcode::servfail, .options = {extended_error(9, "no SEP")}}), {});
  CHECK(line == "SERVFAIL www.example. A from 192.0.2.53 (UDP): EDE 9 (DNSKEY Missing): no SEP");
  CHECK(failure_line(report({}), {}).empty());
  CHECK(failure_line(report({.rcode = dns::rcode::nxdomain}), {}).empty());
  CHECK(failure_line(unanswered({Error::Kind::timeout, "no reply within 5 s", ""}), {}) ==
        "no reply: www.example. A from 192.0.2.53 (UDP): no reply within 5 s");
  auto hostile =
      failure_line(report({.rcode = dns::rcode::servfail, .options = {extended_error(9, "a\nb\x1b[m")}}), {});
  CHECK(hostile.ends_with("a\\x0ab\\x1b[m"));
}

}  // namespace edig::report
