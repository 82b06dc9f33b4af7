#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "ede/printable.h"
#include "report/explanation.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

Report broken() { return report({.rcode = dns::rcode::servfail, .options = {extended_error(7, "bogus")}}); }

Style style_for(explain::Audience audience, ede::Language language = ede::Language::en) {
  Style style;
  style.explain = audience;
  style.explanation_alone = true;
  style.language = language;
  return style;
}

}  // namespace

TEST_CASE("explanation: it can be read out: no records, no chain, at the end one line for the ticket") {
  auto text = to_text(broken(), style_for(explain::Audience::user));
  CHECK(text.starts_with("www.example does not open"));
  CHECK(holds(text, "\n\nWhat happened\n  The lookup server"));
  CHECK(holds(text, "\n\nWhat to do now\n  1. "));
  CHECK(text.ends_with(
      "\n\nFor the ticket:\n  www.example. A, SERVFAIL, EDE 7 Signature Expired, 192.0.2.53 (UDP), "
      "2026-11-22 18:00:00 UTC, edig " EDIG_VERSION "\n"));
  CHECK_FALSE(holds(text, "bogus"));
}

TEST_CASE("explanation: before the usual report where both are asked for") {
  auto style = style_for(explain::Audience::user);
  style.explanation_alone = false;
  auto text = to_text(broken(), style);
  style.explain.reset();
  auto usual = to_text(broken(), style);
  CHECK(text.ends_with(EDIG_VERSION "\n\n" + usual));
}

TEST_CASE("explanation: wrapped at the terminal's width, steps hanging, commands whole") {
  for (auto language : {ede::Language::en, ede::Language("ja")})
    for (auto audience : {explain::Audience::user, explain::Audience::operator_}) {
      auto style = style_for(audience, language);
      style.columns = 60;
      auto text = to_text(broken(), style);
      for (std::size_t at = 0; at < text.size();) {
        auto line = text.substr(at, text.find('\n', at) - at);
        at += line.size() + 1;
        CAPTURE(line);
        if (!line.starts_with("    $ ")) CHECK(ede::display_width(line) <= 60);
        CHECK(line == line.substr(0, line.find_last_not_of(' ') + 1));
      }
    }
  auto style = style_for(explain::Audience::user);
  style.columns = 30;
  CHECK(holds(to_text(broken(), style), "\n  1. Change nothing, and try\n     again later.\n"));
}

TEST_CASE("explanation: in short it is the two sentences and the line for the ticket") {
  for (auto language : {ede::Language::en, ede::Language("ja")}) {
    auto style = style_for(explain::Audience::user, language);
    style.explanation_short = true;
    auto text = to_text(broken(), style);
    CHECK(std::ranges::count(text, '\n') == 4);
    auto stop = language == ede::Language("ja") ? std::string("。") : std::string(". ");
    auto first = text.substr(0, text.find('\n'));
    CHECK(holds(first, stop));
    CHECK(holds(text, "edig " EDIG_VERSION));
  }
}

TEST_CASE("explanation: what was asked in place of what was given is told in one line") {
  auto style = style_for(explain::Audience::user);
  style.pasted = "https://www.example/\x1b[31m";
  CHECK(to_text(broken(), style)
            .starts_with("Out of “https://www.example/\\x1b[31m” we took www.example (A).\n"));
}

TEST_CASE("explanation: what is wrong with a certificate is told, and stands in the ticket") {
  Error failed{Error::Kind::tls, "the certificate of dns.example expired on 2026-11-24", ""};
  auto style = style_for(explain::Audience::user);
  CHECK(holds(to_text(unanswered(failed), style), "no reply (tls)"));
  failed.certificate = CertificateFault{CertificateFault::Kind::expired, "2026-11-24"};
  auto text = to_text(unanswered(failed), style);
  CHECK(holds(text, "ran out on 2026-11-24"));
  CHECK(holds(text, "no reply (TLS: certificate expired, 2026-11-24)"));
}

TEST_CASE(
    "explanation: an alias leads where the last of its chain leads, in whatever order, and out of a loop") {
  auto target = [](const std::vector<std::string>& answer) {
    return explanation_subject(report({.answer = answer}), {}).target;
  };
  CHECK_FALSE(target({"www.example. 1 IN A 192.0.2.1"}));
  CHECK(target({"b.example. 1 IN CNAME c.example.", "www.example. 1 IN CNAME b.example."}) ==
        dns::Name::parse("c.example."));
  CHECK_FALSE(target({"other.example. 1 IN CNAME c.example."}));
  CHECK(target({"www.example. 1 IN CNAME b.example.", "b.example. 1 IN CNAME www.example."}));
}

TEST_CASE("explanation: in JSON, with the fixed words that scripts need") {
  using Json = nlohmann::json;
  auto object =
      Json::parse(to_json(broken(), style_for(explain::Audience::owner, ede::Language("ja"))))["explanation"];
  CHECK(object["audience"] == "owner");
  CHECK(object["language"] == "ja");
  CHECK(object["topic"] == "code-7");
  CHECK(object["situation"] == "seal");
  CHECK(object["fault"] == "zone");
  CHECK(object["sections"][0]["key"] == "what");
  for (const auto& section : object["sections"])
    if (section["key"] == "verify") CHECK(section["commands"][0] == "edig +why +direct www.example. A");
  CHECK_FALSE(Json::parse(to_json(broken(), {})).contains("explanation"));
}

TEST_CASE("explanation: how the same server is asked once more") {
  auto asked = [](transport::Peer peer) {
    auto whole = broken();
    whole.exchange.peer = std::move(peer);
    return explanation_subject(whole, {}).asked;
  };
  using enum transport::Protocol;
  CHECK(asked({.address = "192.0.2.53", .port = 53, .name = {}, .protocol = udp}) == "@192.0.2.53");
  CHECK(asked({.address = "2001:db8::53", .port = 5353, .name = {}, .protocol = tcp}) ==
        "'@[2001:db8::53]:5353'");
  CHECK(asked({.address = "192.0.2.53", .port = 853, .name = "dns.example", .protocol = tls}) ==
        "@tls://dns.example");
  auto trusted = [](transport::Protocol protocol, std::uint16_t port) {
    transport::Peer peer{.address = "2001:db8::53", .port = port, .name = {}, .protocol = protocol};
    peer.tls.ca_file = "my ca.pem";
    peer.tls.hostname = "dns.example";
    peer.tls.spki_pins = {"a=", "b="};
    peer.http = {.path = "/q", .get = true};
    return peer;
  };
  CHECK(asked(trusted(tls, 853)) ==
        "'+tls-ca=my ca.pem' +tls-hostname=dns.example +tls-pin=a= +tls-pin=b= '@tls://[2001:db8::53]'");
  CHECK(asked(trusted(https, 8443)).starts_with("+https-get '+tls-ca="));
  CHECK(asked(trusted(https, 8443)).ends_with(" '@https://[2001:db8::53]:8443/q'"));
  CHECK(asked(trusted(udp, 53)) == "@2001:db8::53");
}

TEST_CASE("explanation: one MX to the root is a null MX; beside another it is a mistake") {
  auto is_null = [](const std::vector<std::string>& exchanges) {
    return explanation_subject(report({.answer = exchanges}), {}).null_mx;
  };
  CHECK(is_null({"www.example. 300 MX 0 ."}));
  CHECK_FALSE(is_null({"www.example. 300 MX 0 .", "www.example. 300 MX 10 mail.example."}));
  CHECK_FALSE(is_null({"www.example. 300 MX 10 mail.example."}));
  CHECK_FALSE(is_null({}));
}

TEST_CASE("explanation: no reply is explained, too") {
  auto failed = unanswered({Error::Kind::timeout, "no reply", ""});
  CHECK(to_text(failed, style_for(explain::Audience::user))
            .starts_with(
                "www.example does not open, as the lookup server that was asked gives no usable answer."));
}

}  // namespace edig::report
