// +services in text, JSON, the page and plain words, from records.
#include <doctest/doctest.h>

#include "report_fixture.h"

#include <nlohmann/json.hpp>

#include "report/html.h"
#include "services/report.h"
#include "services_world.h"

using namespace edig;
using namespace edig::report;

namespace {

Report with_services(const std::vector<std::string>& zone,
                     const std::optional<services::spf::Client>& client = {}) {
  test::Domains domains(zone);
  auto report = fixture::report({.answer = {"www.example. 300 IN A 192.0.2.1"}});
  services::Request request{.domain = test::domain_name("shop.example."), .client = client};
  report.services = std::make_shared<const services::Report>(
      domains.evaluate([&](services::Records& records) { return services::judge(request, records); }));
  return report;
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

const std::vector<std::string> sound = {
    "shop.example. 300 IN TXT \"v=spf1 include:_spf.shop.example -all\"",
    "_spf.shop.example. 300 IN TXT \"v=spf1 ip4:192.0.2.0/24 -all\"",
    "_dmarc.shop.example. 300 IN TXT \"v=DMARC1; p=reject; rua=mailto:d@shop.example\""};
const std::vector<std::string> broken = {
    "shop.example. 300 IN TXT \"v=spf1 ipv4:192.0.2.1 -all\"",
    "_dmarc.shop.example. 300 IN TXT \"v=DMARC1; p=reject; rua=mailto:d@shop.example\""};

}  // namespace

TEST_CASE("services: text shows states, records, and the check of a sender") {
  auto client = services::spf::Client::make("192.0.2.7", "a@shop.example", "shop.example");
  auto text = to_text(with_services(sound, client), Style{});
  CHECK(says(text, "What depends on shop.example"));
  CHECK(says(text, "SPF                   works"));
  CHECK(says(text, "DMARC                 works"));
  CHECK(says(text, "SPF, look-ups: 1 of 10"));
  CHECK(says(text, "    shop.example  v=spf1 include:_spf.shop.example -all\n"));
  CHECK(says(text, "      _spf.shop.example  v=spf1 ip4:192.0.2.0/24 -all\n"));
  CHECK(says(text, "SPF result: pass, by include:_spf.shop.example in the record of shop.example"));
  CHECK(says(text, "DMARC policy: reject, by the record of shop.example"));
}

TEST_CASE("services: what is broken is told with its cause, and whose turn it is, in both languages") {
  auto report = with_services(broken);
  auto text = to_text(report, Style{});
  CHECK(says(text, "SPF                   broken"));
  CHECK(says(text, "has a term that SPF does not know, ipv4:192.0.2.1"));
  CHECK(says(text, "Whose turn: the operator of shop.example: mend the spelling or remove the term."));
  CHECK(exit_status(report) == 3);
  Style style;
  style.language = ede::Language("ja");
  auto japanese = to_text(report, style);
  CHECK(says(japanese, "機能していない"));
  CHECK(says(japanese, "SPF にない項目 ipv4:192.0.2.1"));
}

TEST_CASE("services: what the records say stands apart, with an SPF record and without") {
  CHECK(says(to_text(with_services(sound), Style{}), "\n\n  SPF, look-ups: 1 of 10\n"));
  CHECK(says(to_text(with_services({sound.back()}), Style{}), "\n\n  DMARC policy: reject"));
}

TEST_CASE("services: states stand below each other, however long a name is") {
  Style style;
  style.language = ede::Language("ja");
  auto text = to_text(with_services(sound), style);
  CHECK(says(text, "  ウェブ（HTTPS レコード）  使われていない\n"));
  CHECK(says(text, "  ウェブ（DANE）            使われていない\n"));
}

TEST_CASE("services: short is one line for a script") {
  Style style;
  style.format = Format::short_;
  auto report = with_services(broken);
  auto line = to_short(report, style);
  CHECK(line.starts_with("shop.example. broken mx=not-used "));
  CHECK(says(line, " spf=broken:spf-unknown-mechanism dkim=not-used dmarc=works "));
  CHECK(line.ends_with("\n"));
  CHECK(failure_line(report, style).empty());
}

TEST_CASE("services: that no DKIM selector is known puts nothing else in doubt") {
  auto zone = sound;
  zone.push_back("mine._domainkey.shop.example. 300 IN TXT \"v=DKIM1; p=\"");
  auto report = with_services(zone);
  auto object = nlohmann::json::parse(to_json(report, Style{}))["services"];
  CHECK(object["state"] == "works");
  for (const auto& each : object["applications"])
    if (each["application"] == "dkim") {
      CHECK(each["state"] == "not-evaluated");
      CHECK(says(each["effect"], "receivers learn the selector"));
    }
}

TEST_CASE("services: JSON has the same") {
  auto object = nlohmann::json::parse(to_json(with_services(broken), Style{}))["services"];
  CHECK(object["domain"] == "shop.example.");
  CHECK(object["state"] == "broken");
  auto spf = *std::ranges::find_if(object["applications"],
                                   [](const auto& each) { return each["application"] == "spf"; });
  CHECK(spf["application"] == "spf");
  CHECK(spf["cause"] == "spf-unknown-mechanism");
  CHECK(spf["findings"][0]["about"] == nlohmann::json{{"name", "shop.example."}, {"type", "TXT"}});
  CHECK(spf["findings"][0]["reference"] == "RFC 7208 4.6.1");
  CHECK(object["dmarc"]["policy"] == "reject");
}

TEST_CASE("services: with +connect the report says to whom edig connected, and what it saw") {
  auto report = with_services({"shop.example. 300 IN MX 10 mx.shop.example."});
  auto services = *report.services;
  services::Seen mail, policy;
  mail.sight.destination = {.purpose = services::Destination::Purpose::mail,
                            .host = test::domain_name("mx.shop.example."),
                            .sni = test::domain_name("base.test."),
                            .address = "8.8.4.1"};
  mail.sight.certificates = {Bytes{1}};
  mail.sight.doubt = "self-signed certificate";
  mail.match = services::DaneMatch{.proved = true, .records = {{{3, 1, 1, {}}, {}}}, .judgement = {}};
  policy.sight.destination = {.purpose = services::Destination::Purpose::policy,
                              .host = test::domain_name("mta-sts.shop.example."),
                              .sni = test::domain_name("mta-sts.shop.example."),
                              .address = "127.0.0.1"};
  policy.sight.obstacle = services::Sight::Obstacle::special_address;
  services::Connection connection{.seen = {mail, policy}};
  connection.policy = services::mta_sts_policy("mode: testing\nmx: \x1b[31m\nmax_age: 1\n", {}, {});
  services.connection = connection;
  report.services = std::make_shared<const services::Report>(services);
  auto text = to_text(report, Style{});
  CHECK(says(text,
             "  Where the records lead, and what edig saw there:\n"
             "    mx.shop.example (8.8.4.1), port 25: its certificate does not hold by CAs"));
  CHECK(says(text, "DANE proves it by 3 1 1"));
  CHECK(says(text, "mta-sts.shop.example (127.0.0.1), port 443: not connected"));
  auto object = nlohmann::json::parse(to_json(report, Style{}))["services"]["connection"];
  CHECK(object["visits"][0] ==
        nlohmann::json{{"purpose", "mail"},
                       {"host", "mx.shop.example."},
                       {"sni", "base.test."},
                       {"address", "8.8.4.1"},
                       {"port", 25},
                       {"outcome", "seen"},
                       {"certificate", {{"verified", false}, {"doubt", "self-signed certificate"}}},
                       {"tlsa", {{{"record", "3 1 1"}, {"outcome", "proves"}}}}});
  CHECK(object["visits"][1]["outcome"] == "special-address");
  CHECK(object["mta_sts_policy"]["mode"] == "testing");
}

TEST_CASE("services: foreign text does nothing to a terminal") {
  auto report = with_services({"shop.example. 300 IN TXT \"v=spf1 \\027[31m:x -all\"",
                               "_dmarc.shop.example. 300 IN TXT \"v=DMARC1; p=\\027[2J\\226\\128\\174\""});
  auto text = to_text(report, Style{});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\u202e") == std::string::npos);
}

TEST_CASE("services: JSON has the records of each application") {
  const std::string digest(64, 'a');
  auto report = with_services(
      {"shop.example. 300 IN A 8.8.4.1", "www.shop.example. 300 IN A 8.8.4.1",
       "shop.example. 300 IN MX 10 mx.shop.example.", "mx.shop.example. 300 IN A 8.8.4.2",
       "_25._tcp.mx.shop.example. 300 IN TLSA 3 1 1 " + digest,
       "_mta-sts.shop.example. 300 IN TXT \"v=STSv1; id=7;\"", "mta-sts.shop.example. 300 IN A 8.8.4.3",
       "_smtp._tls.shop.example. 300 IN TXT \"v=TLSRPTv1; rua=mailto:t@shop.example\"",
       "shop.example. 300 IN CAA 128 issue \"ca.example.net; accounturi=https://a.example/1\"",
       "www.shop.example. 300 IN HTTPS 1 . alpn=\"h2,h3\" port=8443"});
  auto object = nlohmann::json::parse(to_json(report, Style{}))["services"];
  using nlohmann::json;
  CHECK(object["mx"] == json::parse(R"({"form": "listed", "secure": true, "exchanges": [
      {"preference": 10, "name": "mx.shop.example.", "addresses": ["8.8.4.2"]}]})"));
  CHECK(object["mta_sts"] ==
        json::parse(R"({"id": "7", "policy_host": "mta-sts.shop.example.", "addresses": ["8.8.4.3"]})"));
  CHECK(object["tls_rpt"] == json::parse(R"(["mailto:t@shop.example"])"));
  CHECK(object["dane"][0] ==
        json{{"host", "mx.shop.example."},
             {"port", 25},
             {"base", "mx.shop.example."},
             {"use", "usable"},
             {"records", {{{"usage", 3}, {"selector", 1}, {"matching_type", 1}, {"data", digest}}}}});
  CHECK(object["dane"][1]["use"] == "absent");
  CHECK(object["caa"] == json::parse(R"({"found_at": "shop.example.", "secure": true, "properties": [
      {"critical": true, "tag": "issue", "value": "ca.example.net; accounturi=https://a.example/1",
       "issuer": "ca.example.net", "parameters": [{"tag": "accounturi", "value": "https://a.example/1"}]}]})"));
  CHECK(object["https"] == json::parse(R"([{"name": "www.shop.example.", "secure": true, "services": [
      {"priority": 1, "target": "www.shop.example.", "alpn": ["h2", "h3"], "port": 8443, "keys": [1, 3]}]}])"));
  CHECK_FALSE(object.contains("dkim"));
  CHECK_FALSE(object.contains("resolver"));
}

TEST_CASE("services: the page says what follows, why, and whose turn it is, and has one tone") {
  auto page = to_html({{with_services(broken), Style{}}});
  CHECK(says(page, "<title>Fails: www.example. mail, TLS, certificates – edig</title>"));
  CHECK(says(page, "many reject or doubt it"));
  CHECK(says(page, "Whose turn: the operator of shop.example.<"));
  CHECK(says(page, "<article id=\"q1\" class=\"bad\""));
  CHECK(says(to_html({{with_services(sound), Style{}}}), "class=\"good\""));
  auto hostile = with_services({"shop.example. 300 IN TXT \"v=spf1 <script>:x -all\""});
  CHECK_FALSE(says(to_html({{hostile, Style{}}}), "<script>"));
}

TEST_CASE("services: +explain tells of them, and short in two sentences") {
  Style style;
  style.explain = explain::Audience::user;
  style.explanation_alone = style.explanation_short = true;
  auto text = to_text(with_services(broken), style);
  CHECK(text.starts_with(
      "Mail from shop.example may be turned away or end up as junk. The fault is with the people who "
      "run shop.example, not with you.\n\nFor the ticket:\n"));
  CHECK(says(text, "shop.example. services, broken, spf-unknown-mechanism at shop.example., "));
  auto object = nlohmann::json::parse(to_json(with_services(broken), style))["explanation"];
  CHECK(object["topic"] == "spf-unknown-mechanism");
  CHECK(object["situation"] == "services-broken");
  CHECK(object["fault"] == "zone");
}
