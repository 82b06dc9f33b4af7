#include <doctest/doctest.h>

#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

const std::string soa = "example. 900 IN SOA ns1.example. host.example. 2026112201 7200 3600 1209600 300";

const std::string footer = "\n2026-11-22 18:00:00 UTC, edig " EDIG_VERSION "\n";

std::string text(const Reply& reply) { return to_text(report(reply), {}); }

}  // namespace

TEST_CASE("text: the line that matters comes first, then why and whose turn") {
  CHECK(text({.rcode = dns::rcode::servfail,
              .options = {extended_error(9, "no SEP matching the DS found.")}}) ==
        "SERVFAIL  www.example. A   from 192.0.2.53 (UDP, 12 ms)\n"
        "\n"
        "  EDE 9  DNSKEY Missing   \"no SEP matching the DS found.\"\n"
        "         " +
            std::string(ede::info_code(9).explanation(ede::Language::en)) +
            "\n"
            "         Whose turn: the operator of the zone. The server's word only: not authenticated (plain "
            "UDP).\n"
            "\n"
            "  To find out why: edig +why @192.0.2.53 www.example\n"
            "\n"
            "2026-11-22 18:00:00 UTC, edig " EDIG_VERSION "\n");
}

TEST_CASE("text: EXTRA-TEXT stands below where it does not fit beside") {
  auto broken = report({.rcode = dns::rcode::servfail,
                        .options = {extended_error(9, "no SEP matching the DS found for www.example.")}});
  auto shown = [](const Report& of, std::size_t columns) {
    Style style;
    style.columns = columns;
    return to_text(of, style);
  };
  CHECK(holds(shown(broken, 60),
              "\n  EDE 9  DNSKEY Missing\n"
              "         \"no SEP matching the DS found for www.example.\"\n"));
  CHECK(holds(shown(broken, 80),
              "\n  EDE 9  DNSKEY Missing   \"no SEP matching the DS found for www.example.\"\n"));
  auto bare = report({.rcode = dns::rcode::servfail, .options = {extended_error(9, "")}});
  CHECK(holds(shown(bare, 10), "  EDE 9  DNSKEY Missing\n         The"));
}

TEST_CASE("text: a forged answer to a query with option 26") {
  auto forged = report({.answer = {"www.example. 300 IN A 192.0.2.66"}, .options = {extended_error(4, "")}});
  CHECK(!holds(to_text(forged, {}), "(option 26)"));
  CHECK(!holds(to_json(forged, {}), "forbidden"));
  forged.query.edns->options.push_back({dns::option::structured_error, {}, false});
  CHECK(holds(to_text(forged, {}), "(option 26)"));
  CHECK(holds(to_json(forged, {}), R"("forbidden": true)"));
}

TEST_CASE("text: records stand in columns; the class only where it is not IN") {
  CHECK(text({.answer = {"www.example. 300 IN CNAME edge.example.net.",
                         "edge.example.net. 20 IN A 192.0.2.1"}}) ==
        "NOERROR  www.example. A   from 192.0.2.53 (UDP, 12 ms)\n"
        "\n"
        "  www.example.       300  CNAME  edge.example.net.\n"
        "  edge.example.net.   20  A      192.0.2.1\n" +
            footer);
  auto chaos = text({.answer = {"version.bind. 0 CH TXT \"9\"", "www.example. 1 IN A 192.0.2.1"}});
  CHECK(holds(chaos, "  version.bind.  0  CH  TXT  \"9\"\n"));
  CHECK(holds(chaos, "  www.example.   1      A    192.0.2.1\n"));
}

TEST_CASE("text: one endless owner does not push the others off the screen") {
  std::string label(60, 'x');
  auto shown = text({.answer = {label + "." + label + ".example. 1 IN A 192.0.2.1", "a. 1 IN A 192.0.2.2"}});
  CHECK(holds(shown, "\n  a." + std::string(46, ' ') + "  1  A  192.0.2.2\n"));
}

TEST_CASE("text: what is not there is said") {
  CHECK(text({.authority = {soa}}) ==
        "NOERROR, no A records  www.example.   from 192.0.2.53 (UDP, 12 ms)\n"
        "\n"
        "  example.  SOA  serial 2026112201, ns1.example., negative answers are kept 300 s\n" +
            footer);
  CHECK(text({.rcode = dns::rcode::nxdomain, .authority = {soa}})
            .starts_with("NXDOMAIN  www.example. A   from"));
  CHECK(text({.authority = {"example. 1 IN NS ns1.example."}})
            .starts_with("NOERROR, referral to example.  www.example. A "));
  CHECK(
      text({.answer = {"www.example. 1 IN CNAME a."}}).starts_with("NOERROR, alias to a.  www.example. A "));
}

TEST_CASE("text: a failure without a reason says so, and what to try") {
  auto bare = text({.rcode = dns::rcode::servfail});
  CHECK(holds(bare, "gives no reason"));
  CHECK(holds(bare, "To find out why: edig +why @192.0.2.53 www.example\n"));
  CHECK(holds(text({.rcode = dns::rcode::refused}), "refuses"));
  CHECK(holds(text({.rcode = 24}), "RCODE24"));
}

TEST_CASE("text: how far the server can be believed") {
  Reply reply{.rcode = dns::rcode::servfail, .options = {extended_error(6)}};
  auto over_tls = [&](bool verified) {
    auto encrypted = exchange(reply);
    encrypt(encrypted, verified);
    return to_text(make_report(query(), encrypted), {});
  };
  CHECK(holds(text(reply), "The server's word only: not authenticated (plain UDP)."));
  CHECK(holds(over_tls(false), "encrypted, but its identity was not verified (TLS)."));
  CHECK(holds(over_tls(false), "- TLS without verifying the server (+tls-insecure)"));
  CHECK(holds(over_tls(false), "self-signed certificate"));
  CHECK(holds(over_tls(true), "The server's word, over an authenticated channel (TLS)."));
  CHECK_FALSE(holds(over_tls(true), "+tls-insecure"));

  reply.options.push_back(extended_error(7));
  CHECK(count(text(reply), "word only") == 1);
}

TEST_CASE("text: the AD flag is the server's word") {
  auto validated = exchange({.answer = {"www.example. 1 IN A 192.0.2.1"}});
  validated.reply->message.header.ad = true;
  CHECK(holds(to_text(make_report(query(), validated), {}),
              "  - validated by the server (AD): its word only\n"));
  encrypt(validated, true);
  CHECK(holds(to_text(make_report(query(), validated), {}), "(AD), over an authenticated channel\n"));
}

TEST_CASE("text: what went before, counted") {
  auto tried = exchange({.answer = {"www.example. 1 IN A 192.0.2.1"}});
  transport::Attempt timeout{.address = "192.0.2.53", .port = 53, .outcome = "timeout", .ms = 5000};
  transport::Attempt truncated{.address = "192.0.2.53", .port = 53, .outcome = "truncated", .ms = 2};
  tried.attempts = {timeout, timeout, truncated};
  tried.dropped = 2;
  tried.reply->without_edns = true;
  tried.reply->message.problems = {{53, "OPTION-LENGTH runs past the end"}};
  auto shown = to_text(make_report(query(), tried), {});
  CHECK(holds(shown,
              "  - no reply from 192.0.2.53 over UDP within 5 s (2 times)\n"
              "  - truncated over UDP, asked again over TCP\n"));
  CHECK(holds(shown, ": 2\n"));
  CHECK(holds(shown, "can give no extended errors\n"));
  CHECK(holds(shown, "  - malformed at octet 53: OPTION-LENGTH runs past the end\n"));
}

TEST_CASE("text: no reply is a result too") {
  Error error{Error::Kind::timeout, "no reply from 192.0.2.53 within 5 s, tried 3 times",
              "is the address right? try +tcp"};
  auto failed = unanswered(error);
  transport::Attempt timeout{.address = "192.0.2.53", .port = 53, .outcome = "timeout", .ms = 5000};
  failed.exchange.attempts = {timeout, timeout};
  CHECK(to_text(failed, {}) ==
        "NO REPLY  www.example. A   from 192.0.2.53 (UDP): timed out\n"
        "\n"
        "  no reply from 192.0.2.53 within 5 s, tried 3 times\n"
        "  Is the address right? try +tcp.\n"
        "\n"
        "  To find out why: edig +why @192.0.2.53 www.example\n" +
            footer);
  failed.exchange.attempts.push_back({.address = "198.51.100.1", .port = 53, .outcome = "servfail", .ms = 1});
  CHECK(holds(to_text(failed, {}), "  - no reply from 192.0.2.53 over UDP within 5 s (2 times)\n"));

  error.hint.clear();
  for (int kind = 0; kind <= static_cast<int>(Error::Kind::internal); ++kind) {
    error.kind = static_cast<Error::Kind>(kind);
    for (auto language : {ede::Language::en, ede::Language("ja")})
      CHECK_FALSE(holds(to_text(unanswered(error), {.language = language, .command_line = {}}), "error-"));
  }
}

TEST_CASE("text: options that say something") {
  auto shown = text({.answer = {"www.example. 1 IN A 192.0.2.1"},
                     .options = {{.code = dns::option::nsid, .data = bytes("gpdns-tyo")},
                                 {.code = dns::option::padding, .data = Bytes(16)},
                                 {.code = 65001, .data = {1, 2}}}});
  CHECK(holds(shown, "  - NSID: gpdns-tyo\n"));
  CHECK(holds(shown, "0102\n"));
  CHECK_FALSE(holds(shown, "PADDING"));
}

TEST_CASE("text: only the records, for a script that asks for no more") {
  Style style;
  style.comments = style.question = style.authority = style.additional = style.stats = false;
  CHECK(to_text(report({.answer = {"www.example. 1 IN A 192.0.2.1"}, .options = {extended_error(3)}}),
                style) == "  www.example.  1  A  192.0.2.1\n");
}

TEST_CASE("text: in Japanese, no English phrase is left") {
  Style style;
  style.language = ede::Language("ja");
  auto shown = to_text(
      report({.rcode = dns::rcode::servfail, .options = {extended_error(9), extended_error(22)}}), style);
  for (std::string_view english : {"Whose", "word", "from", "resolver"}) CHECK_FALSE(holds(shown, english));
  CHECK(holds(shown, std::string(ede::info_code(9).explanation(ede::Language("ja")))));
}

TEST_CASE("text: colour only where asked, and always ended") {
  Style style;
  auto failed = report({.rcode = dns::rcode::servfail, .options = {extended_error(9)}});
  CHECK(count(to_text(failed, style), "\x1b") == 0);
  style.colour = true;
  auto shown = to_text(failed, style);
  CHECK(shown.starts_with("\x1b[1;31mSERVFAIL\x1b[0m"));
  CHECK(count(shown, "\x1b") == 2 * count(shown, "\x1b[0m"));
}

}  // namespace edig::report
