// To whom edig connects, and what it makes of what it sees there.
#include <doctest/doctest.h>

#include "services/sights.h"
#include "services_certificates.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::Dane;
using services::DaneHost;
using services::Destination;
using services::MtaStsPolicy;
using services::Sight;
using services::State;

namespace {

const dns::Name exchange = domain_name("mx.shop.example.");

services::Destinations destinations(const std::vector<std::string>& addresses,
                                    const services::MtaSts& sts = {}) {
  services::Records records;
  services::MailExchangers mail;
  mail.exchanges.push_back({.preference = 10, .name = exchange, .addresses = addresses});
  return services::destinations(records, mail, {}, {}, sts);
}

std::vector<std::string> addresses_of(const services::Destinations& destinations) {
  std::vector<std::string> addresses;
  for (const auto& destination : destinations.list) addresses.push_back(destination.address);
  return addresses;
}

Sight sight(Sight::Obstacle obstacle, std::string reason = {}) {
  Sight seen;
  seen.destination = {
      .purpose = Destination::Purpose::mail, .host = exchange, .sni = exchange, .address = "8.8.4.1"};
  seen.obstacle = obstacle;
  seen.reason = std::move(reason);
  return seen;
}

Words mail_words(const Sight& seen, const DaneHost* dane = nullptr, const MtaStsPolicy* policy = nullptr) {
  return words(services::judge_mail_sight(seen, domain_name("shop.example."), dane, policy, Certificate::now)
                   .judgement);
}

State mail_state(const Sight& seen) {
  return services::judge_mail_sight(seen, domain_name("shop.example."), nullptr, nullptr, Certificate::now)
      .judgement.state;
}

DaneHost dane_of(const Certificate& certificate) {
  return {.host = exchange,
          .base = exchange,
          .port = 25,
          .use = DaneHost::Use::usable,
          .records = {certificate.tlsa(3, 1, 1)}};
}

MtaStsPolicy policy_of(MtaStsPolicy::Mode mode) {
  MtaStsPolicy policy;
  policy.mode = mode;
  return policy;
}

}  // namespace

TEST_CASE("destinations: never a special-use address, whatever the DNS says") {
  auto led = destinations({"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "fd00::1",
                           "fe80::1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "224.0.0.1", "0.0.0.0"});
  CHECK(addresses_of(led) == Words{});
  CHECK(led.refused.has("connect-special-address"));
  auto mixed = destinations({"192.168.1.1", "8.8.4.1", "2a00::1"});
  CHECK(addresses_of(mixed) == Words{"8.8.4.1", "2a00::1"});
  CHECK(words(mixed.refused) == Words{"connect-special-address"});
}

TEST_CASE("destinations: of many addresses four") {
  std::vector<std::string> many;
  for (int i = 1; i < 200; ++i) many.push_back("8.8.4." + std::to_string(i));
  CHECK(destinations(many).list.size() == 4);
}

TEST_CASE("destinations: the policy's server where there is a record, and web servers by their base domain") {
  services::MtaSts sts{.announced = false,
                       .id = {},
                       .policy_host = domain_name("mta-sts.shop.example."),
                       .addresses = {"8.8.4.4"}};
  CHECK(destinations({}, sts).list.empty());
  sts.announced = true;
  auto led = destinations({}, sts);
  REQUIRE(led.list.size() == 1);
  CHECK(led.list[0].purpose == Destination::Purpose::policy);

  Domains domains;
  domains.add("shop.example. 300 IN A 8.8.4.1");
  Dane web;
  web.hosts.push_back({.host = domain_name("shop.example."), .base = domain_name("cdn.test."), .port = 443});
  auto found = domains.evaluate(
      [&](services::Records& records) { return services::destinations(records, {}, {}, web, {}); });
  REQUIRE(found.list.size() == 1);
  CHECK(found.list[0].sni == domain_name("cdn.test."));
}

TEST_CASE("mail sights: what is in the way, and whether encryption is demanded") {
  using Obstacle = Sight::Obstacle;
  Certificate certificate({.name = "mx.shop.example"});
  auto dane = dane_of(certificate);
  auto enforced = policy_of(MtaStsPolicy::Mode::enforce), testing = policy_of(MtaStsPolicy::Mode::testing);
  CHECK(mail_words(sight(Obstacle::no_starttls)) == Words{"mail-in-the-clear"});
  CHECK(mail_words(sight(Obstacle::no_starttls), &dane) == Words{"mail-starttls-missing"});
  CHECK(mail_words(sight(Obstacle::no_starttls), nullptr, &enforced) == Words{"mail-starttls-missing"});
  CHECK(mail_words(sight(Obstacle::no_starttls), nullptr, &testing) == Words{"mail-in-the-clear"});
  CHECK(mail_words(sight(Obstacle::tls, "handshake failure")) == Words{"mail-tls-weak"});
  CHECK(mail_words(sight(Obstacle::tls, "handshake failure"), &dane) == Words{"mail-tls-broken"});
  CHECK(mail_words(sight(Obstacle::bad_smtp, "out-of-turn"), &dane) == Words{"mail-bad-smtp"});
  CHECK(mail_words(sight(Obstacle::refused, "554 go away")) == Words{"mail-refuses-us"});
}

TEST_CASE("mail sights: no connection from here says nothing of the server") {
  CHECK(mail_state(sight(Sight::Obstacle::no_connection, "timeout")) == State::not_evaluated);
  CHECK(mail_state(sight(Sight::Obstacle::refused, "554 blocked")) == State::not_evaluated);
  CHECK(mail_state(sight(Sight::Obstacle::none)) == State::works);
}

TEST_CASE("mail sights: DANE and MTA-STS judge the certificate") {
  Certificate certificate({.name = "mx.shop.example"}), other({.name = "mx.shop.example"});
  auto seen = sight(Sight::Obstacle::none);
  seen.certificates = {certificate.der()};
  seen.doubt = "self-signed certificate";
  auto right = dane_of(certificate), wrong = dane_of(other);
  auto enforced = policy_of(MtaStsPolicy::Mode::enforce), testing = policy_of(MtaStsPolicy::Mode::testing);
  CHECK(mail_words(seen).empty());
  CHECK(mail_words(seen, &right).empty());
  CHECK(mail_words(seen, &wrong) == Words{"dane-certificate-differs"});
  CHECK(mail_words(seen, nullptr, &enforced) == Words{"mta-sts-mx-certificate"});
  CHECK(mail_words(seen, nullptr, &testing) == Words{"mta-sts-mx-certificate-tested"});
  seen.verified = true;
  CHECK(mail_words(seen, nullptr, &enforced).empty());
}

TEST_CASE("policy sights: fetched, or why not") {
  Sight seen;
  seen.destination = {.purpose = Destination::Purpose::policy,
                      .host = domain_name("mta-sts.shop.example."),
                      .sni = {},
                      .address = "8.8.4.1"};
  seen.verified = true;
  seen.status = 200;
  seen.content_type = "Text/Plain; charset=utf-8";
  auto judged = [&] { return words(services::judge_policy_sight(seen)); };
  CHECK(judged().empty());
  seen.content_type = "text/html";
  CHECK(judged() == Words{"mta-sts-policy-type"});
  seen.status = 404;
  CHECK(judged() == Words{"mta-sts-policy-status"});
  seen.status = 302;
  CHECK(judged() == Words{"mta-sts-policy-redirect"});
  seen.verified = false;
  CHECK(judged() == Words{"mta-sts-policy-certificate"});
  seen.obstacle = Sight::Obstacle::no_connection;
  CHECK(judged() == Words{"mta-sts-policy-not-reached"});
  seen.obstacle = Sight::Obstacle::bad_http;
  CHECK(judged() == Words{"mta-sts-policy-unreadable"});
}
