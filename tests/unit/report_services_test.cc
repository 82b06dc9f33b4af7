// +services in text and JSON, from records.

#include "report_fixture.h"

#include <nlohmann/json.hpp>

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
