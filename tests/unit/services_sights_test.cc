// To whom edig connects, and what it makes of what it sees there.
#include <doctest/doctest.h>

#include "services/mail_sights.h"
#include "services/web_sights.h"
#include "services_certificates.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::DaneHost;
using services::Destination;
using services::Judgement;
using services::MtaStsPolicy;
using services::Sight;
using services::State;
using Obstacle = Sight::Obstacle;
using Purpose = Destination::Purpose;

namespace {

const dns::Name domain = domain_name("shop.example.");
const dns::Name exchange = domain_name("mx.shop.example.");

services::Destinations destinations(const std::vector<std::string>& addresses,
                                    const services::MtaSts& sts = {}) {
  services::Records records;
  services::Rules rules;
  rules.mail.exchanges.push_back({.preference = 10, .name = exchange, .addresses = addresses});
  rules.mta_sts = sts;
  return services::destinations(records, domain, rules);
}

std::vector<std::string> addresses_of(const std::vector<Destination>& destinations) {
  std::vector<std::string> addresses;
  for (const auto& destination : destinations) addresses.push_back(destination.address);
  return addresses;
}

Sight sight(Obstacle obstacle, std::string reason = {}) {
  Sight seen;
  seen.destination = {.purpose = Purpose::mail, .host = exchange, .sni = exchange, .address = "8.8.4.1"};
  seen.obstacle = obstacle;
  seen.reason = std::move(reason);
  return seen;
}

struct Senders {
  Words plain, dane, sts;
  friend bool operator==(const Senders&, const Senders&) = default;
};

services::MailSight judged(const Sight& seen, const DaneHost* dane = nullptr,
                           const MtaStsPolicy* policy = nullptr) {
  return services::judge_mail_sight(seen, domain, dane, policy, Certificate::now);
}

Senders senders(const Sight& seen, const DaneHost* dane = nullptr, const MtaStsPolicy* policy = nullptr) {
  auto mail = judged(seen, dane, policy);
  return {words(mail.plain), words(mail.dane), words(mail.sts)};
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
  policy.mx = {"mx.shop.example"};
  return policy;
}

Judgement part(State state) { return {.state = state}; }

State together(const std::vector<State>& states) {
  std::vector<Judgement> parts;
  for (auto state : states) parts.push_back(part(state));
  return services::alternatives(std::move(parts)).state;
}

}  // namespace

TEST_CASE("destinations: never a special-use address, whatever the DNS says") {
  auto led = destinations({"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1"});
  CHECK(led.list.empty());
  CHECK(addresses_of(led.refused) == Words{"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1"});
  for (const char* special : {"::1", "fd00::1", "fe80::1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "224.0.0.1",
                              "0.0.0.0", "192.168.1.1", "255.255.255.255", "2002:7f00:1::"})
    CHECK(destinations({special}).list.empty());
  auto mixed = destinations({"192.168.1.1", "8.8.4.1", "2a00::1"});
  CHECK(addresses_of(mixed.list) == Words{"8.8.4.1", "2a00::1"});
  CHECK(addresses_of(mixed.refused) == Words{"192.168.1.1"});
}

TEST_CASE("destinations: of many addresses four") {
  std::vector<std::string> many;
  for (int i = 1; i < 200; ++i) many.push_back("8.8.4." + std::to_string(i));
  CHECK(destinations(many).list.size() == 4);
}

TEST_CASE("destinations: the policy's server where there is a record") {
  services::MtaSts sts{.announced = false,
                       .id = {},
                       .policy_host = domain_name("mta-sts.shop.example."),
                       .addresses = {"8.8.4.4"}};
  CHECK(destinations({}, sts).list.empty());
  sts.announced = true;
  auto led = destinations({}, sts);
  REQUIRE(led.list.size() == 1);
  CHECK(led.list[0].purpose == Purpose::policy);
  CHECK(led.list[0].port() == 443);
}

TEST_CASE("destinations: web servers by their own name, and by the base domain of usable TLSA records") {
  Domains domains;
  domains.add("shop.example. 300 IN A 8.8.4.1");
  services::Rules rules;
  rules.web_dane.hosts.push_back({.host = domain, .base = domain_name("cdn.test."), .port = 443});
  auto led = [&] {
    return domains.evaluate([&](auto& records) { return services::destinations(records, domain, rules); })
        .list;
  };
  REQUIRE(led().size() == 1);
  CHECK(led()[0].sni == domain);
  rules.web_dane.hosts[0].use = DaneHost::Use::usable;
  REQUIRE(led().size() == 2);
  CHECK(led()[1].sni == domain_name("cdn.test."));
  CHECK(led()[1].host == domain);
}

TEST_CASE("destinations: of what a resolver's name designates, port 443 over TCP alone") {
  Domains domains;
  domains.add("dns.shop.example. 300 IN A 8.8.4.1");
  auto led = [&](const std::string& parameters) {
    services::Rules rules;
    auto record = dns::parse_record("_dns.shop.example. 300 IN SVCB 1 dns.shop.example. " + parameters);
    rules.resolver.designation.services = {*dns::ServiceBinding::parse(record->octets())};
    return domains.evaluate([&](auto& records) { return services::destinations(records, domain, rules); });
  };
  for (const char* here : {"alpn=h2 dohpath=/q{?dns}", "alpn=dot,h2", "alpn=dot port=443", "alpn=h3,h2"}) {
    CAPTURE(here);
    REQUIRE(led(here).list.size() == 1);
    CHECK(led(here).list[0].host == domain);
    CHECK(led(here).elsewhere.empty());
  }
  for (const char* elsewhere : {"alpn=dot", "alpn=h2 port=8443", "alpn=h3", "alpn=doq port=443"}) {
    CAPTURE(elsewhere);
    CHECK(led(elsewhere).list.empty());
    CHECK(led(elsewhere).elsewhere.size() == 1);
  }
}

TEST_CASE("alternatives: one that is sound is a way out") {
  using enum State;
  CHECK(together({}) == not_used);
  CHECK(together({works, works}) == works);
  CHECK(together({broken, broken}) == broken);
  CHECK(together({broken, works}) == weakened);
  CHECK(together({broken, weakened}) == weakened);
  CHECK(together({broken, not_used}) == weakened);
  CHECK(together({broken, not_evaluated}) == not_evaluated);
  CHECK(together({works, not_evaluated}) == works);
  CHECK(together({weakened, not_evaluated}) == weakened);
  CHECK(together({not_used, not_evaluated}) == not_evaluated);
}

TEST_CASE("mail sights: what is in the way, to each kind of sender") {
  Certificate certificate({.name = "mx.shop.example"});
  auto dane = dane_of(certificate);
  auto enforced = policy_of(MtaStsPolicy::Mode::enforce), testing = policy_of(MtaStsPolicy::Mode::testing);
  auto clear = sight(Obstacle::no_starttls), tls = sight(Obstacle::tls, "handshake failure");
  CHECK(senders(clear) == Senders{{"mail-in-the-clear"}, {}, {}});
  CHECK(senders(clear, &dane) == Senders{{"mail-in-the-clear"}, {"mail-starttls-missing"}, {}});
  CHECK(senders(clear, nullptr, &enforced) == Senders{{"mail-in-the-clear"}, {}, {"mail-starttls-missing"}});
  CHECK(senders(clear, nullptr, &testing) == Senders{{"mail-in-the-clear"}, {}, {}});
  CHECK(senders(tls) == Senders{{"mail-tls-weak"}, {}, {}});
  CHECK(senders(tls, &dane) == Senders{{"mail-tls-weak"}, {"mail-tls-broken"}, {}});
  CHECK(senders(sight(Obstacle::bad_smtp, "out-of-turn"), &dane) == Senders{{"mail-bad-smtp"}, {}, {}});
  CHECK(senders(sight(Obstacle::refused, "554 go away")) == Senders{{"mail-refuses-us"}, {}, {}});
}

TEST_CASE("mail sights: no connection from here says nothing of the server") {
  Certificate certificate({.name = "mx.shop.example"});
  auto dane = dane_of(certificate);
  for (auto obstacle : {Obstacle::no_reply, Obstacle::no_connection, Obstacle::refused,
                        Obstacle::special_address, Obstacle::no_route, Obstacle::no_time}) {
    auto mail = judged(sight(obstacle, "timeout"), &dane);
    CHECK(mail.plain.state == State::not_evaluated);
    CHECK(mail.plain.findings.size() == 1);
    CHECK(mail.dane.state == State::not_evaluated);
  }
  CHECK(judged(sight(Obstacle::none)).plain.state == State::works);
}

TEST_CASE("mail sights: DANE and MTA-STS judge the certificate") {
  Certificate certificate({.name = "mx.shop.example"}), other({.name = "mx.shop.example"});
  auto seen = sight(Obstacle::none);
  seen.certificates = {certificate.der()};
  seen.doubt = "self-signed certificate";
  auto right = dane_of(certificate), wrong = dane_of(other);
  auto enforced = policy_of(MtaStsPolicy::Mode::enforce), testing = policy_of(MtaStsPolicy::Mode::testing);
  CHECK(senders(seen) == Senders{});
  CHECK(senders(seen, &right) == Senders{});
  CHECK(judged(seen, &right).dane.state == State::works);
  CHECK(senders(seen, &wrong) == Senders{{}, {"dane-certificate-differs"}, {}});
  CHECK(senders(seen, nullptr, &enforced) == Senders{{}, {}, {"mta-sts-mx-certificate"}});
  CHECK(senders(seen, nullptr, &testing) == Senders{{}, {}, {"mta-sts-mx-certificate-tested"}});
  seen.verified = true;
  CHECK(senders(seen, nullptr, &enforced) == Senders{});
}

TEST_CASE("mail sights: where both are in force, DANE goes first") {
  Certificate certificate({.name = "mx.shop.example"}), other({.name = "mx.shop.example"});
  auto seen = sight(Obstacle::none);
  seen.certificates = {certificate.der()};
  auto right = dane_of(certificate), wrong = dane_of(other);
  auto bogus = wrong;
  bogus.use = DaneHost::Use::broken;
  auto enforced = policy_of(MtaStsPolicy::Mode::enforce);
  CHECK(senders(seen, &right, &enforced) ==
        Senders{{}, {}, {"mta-sts-mx-certificate", "mta-sts-after-dane"}});
  CHECK(senders(seen, &wrong, &enforced) ==
        Senders{{}, {"dane-certificate-differs"}, {"mta-sts-mx-certificate"}});
  seen.verified = true;
  CHECK(senders(seen, &right, &enforced) == Senders{});
  CHECK(senders(seen, &wrong, &enforced) ==
        Senders{{}, {"dane-certificate-differs", "dane-before-mta-sts"}, {}});
  CHECK(judged(seen, &wrong, &enforced).dane.state == State::broken);
  CHECK(senders(seen, &bogus, &enforced) == Senders{{}, {"dane-before-mta-sts"}, {}});
}

TEST_CASE("mail sights: an exchange that an enforced policy does not list is of no use to who heeds it") {
  auto seen = sight(Obstacle::none);
  seen.verified = true;
  auto policy = policy_of(MtaStsPolicy::Mode::enforce);
  policy.mx = {"other.shop.example"};
  CHECK(judged(seen, nullptr, &policy).sts.state == State::broken);
}

TEST_CASE("mail sights: by the base domain DANE alone is judged") {
  Certificate certificate({.name = "mx.test"});
  auto dane = dane_of(certificate);
  dane.base = domain_name("mx.test.");
  auto by_host = sight(Obstacle::none), by_base = by_host;
  by_base.destination.sni = dane.base;
  by_host.certificates = by_base.certificates = {certificate.der()};
  CHECK(judged(by_host, &dane).plain.state == State::works);
  CHECK(judged(by_host, &dane).dane.state == State::not_used);
  CHECK(judged(by_base, &dane).plain.state == State::not_used);
  CHECK(judged(by_base, &dane).dane.state == State::works);
}

TEST_CASE("policy sights: fetched, or why not") {
  Sight seen;
  seen.destination = {.purpose = Purpose::policy,
                      .host = domain_name("mta-sts.shop.example."),
                      .sni = {},
                      .address = "8.8.4.1"};
  seen.verified = true;
  seen.status = 200;
  seen.content_type = "Text/Plain; charset=utf-8";
  auto said = [&] { return words(services::judge_policy_sight(seen, domain)); };
  CHECK(said().empty());
  seen.content_type = "text/html";
  CHECK(said() == Words{"mta-sts-policy-type"});
  seen.status = 404;
  CHECK(said() == Words{"mta-sts-policy-status"});
  seen.status = 302;
  CHECK(said() == Words{"mta-sts-policy-redirect"});
  seen.verified = false;
  CHECK(said() == Words{"mta-sts-policy-certificate"});
  seen.obstacle = Obstacle::no_connection;
  CHECK(said() == Words{"mta-sts-policy-not-reached"});
  seen.obstacle = Obstacle::no_reply;
  CHECK(said() == Words{"mta-sts-policy-no-reply"});
  CHECK(services::judge_policy_sight(seen, domain).state == State::not_evaluated);
  seen.obstacle = Obstacle::bad_http;
  CHECK(said() == Words{"mta-sts-policy-unreadable"});
  seen.obstacle = Obstacle::no_protocol;
  CHECK(said() == Words{"mta-sts-policy-other-http"});
  CHECK(services::judge_policy_sight(seen, domain).state == State::not_evaluated);
}

TEST_CASE("web sights: by CAs, and by TLSA records of every usage") {
  Certificate ca({.name = "ca", .ca = true});
  Certificate certificate({.name = "shop.example", .issuer = &ca});
  DaneHost dane{.host = domain, .base = domain, .port = 443};
  Sight seen;
  seen.destination = {.purpose = Purpose::web, .host = domain, .sni = domain, .address = "8.8.4.1"};
  seen.certificates = {certificate.der(), ca.der()};
  auto look = [&](X509_STORE* cas = nullptr) {
    return services::judge_web_sight(seen, domain, dane, cas, Certificate::now);
  };
  CHECK(words(look().pkix) == Words{"web-certificate"});
  CHECK(look().dane.state == State::not_used);
  dane.use = DaneHost::Use::usable;
  dane.records = {certificate.tlsa(3, 1, 1)};
  CHECK(look().dane.state == State::works);
  dane.records = {certificate.tlsa(1, 1, 1)};
  CHECK(look().dane.state == State::not_evaluated);
  std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> cas(X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(cas.get(), ca.x509());
  CHECK(look(cas.get()).dane.state == State::works);
  dane.records = {ca.tlsa(0, 0, 1)};
  CHECK(look(cas.get()).dane.state == State::works);
  seen.verified = true;
  CHECK(words(look().pkix).empty());
  seen.obstacle = Obstacle::no_connection;
  CHECK(words(look().pkix) == Words{"web-not-reached"});
  CHECK(look().pkix.state == State::not_evaluated);
  seen.obstacle = Obstacle::tls;
  CHECK(words(look().pkix) == Words{"web-tls-broken"});
  CHECK(words(services::judge_resolver_sight(seen, domain)) == Words{"ddr-tls-broken"});
}
