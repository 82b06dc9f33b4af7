// Certificates against TLSA records: usages, selectors, matching types, dates, names, roll-over (RFC 7671).
#include <doctest/doctest.h>

#include "services/dane_match.h"
#include "services_certificates.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::DaneMatch;
using services::State;
using services::Tlsa;
using Outcome = services::TlsaMatch::Outcome;

namespace {

struct Issued {
  Certificate ca{{.name = "CA", .ca = true}};
  Certificate leaf{{.name = "mx.shop.example", .issuer = &ca}};
  Certificate other{{.name = "other.example", .issuer = &ca}};
  Certificate expired{{.name = "mx.shop.example", .issuer = &ca, .from = -48h, .until = -24h}};
  Certificate early{{.name = "mx.shop.example", .issuer = &ca, .from = 24h, .until = 48h}};
};

const Issued& issued() {
  static const Issued all;
  return all;
}

DaneMatch match(const std::vector<const Certificate*>& chain, const std::vector<Tlsa>& records,
                X509_STORE* cas = nullptr) {
  services::ShownChain shown{.certificates = {}, .address = "8.8.4.1"};
  for (const auto* certificate : chain) shown.certificates.push_back(certificate->der());
  services::DaneHost host{.host = domain_name("mx.shop.example."),
                          .base = domain_name("mx.shop.example."),
                          .port = 25,
                          .records = records};
  std::vector<dns::Name> names = {domain_name("mx.shop.example."), domain_name("shop.example.")};
  return services::dane_match(shown, host, names, cas, Certificate::now);
}

Outcome outcome(const std::vector<const Certificate*>& chain, const Tlsa& tlsa, X509_STORE* cas = nullptr) {
  return match(chain, {tlsa}, cas).records.front().outcome;
}

}  // namespace

TEST_CASE("DANE match: DANE-EE by every selector and matching type") {
  const auto& [ca, leaf, other, expired, early] = issued();
  for (int selector : {0, 1})
    for (int matching : {0, 1, 2}) {
      CAPTURE(selector);
      CAPTURE(matching);
      CHECK(outcome({&leaf, &ca}, leaf.tlsa(3, selector, matching)) == Outcome::proves);
      CHECK(outcome({&leaf}, leaf.tlsa(3, selector, matching)) == Outcome::proves);
      CHECK(outcome({&leaf, &ca}, other.tlsa(3, selector, matching)) == Outcome::differs);
      CHECK(outcome({&leaf, &ca}, ca.tlsa(3, selector, matching)) == Outcome::differs);
    }
}

TEST_CASE("DANE match: with DANE-EE neither name nor date counts") {
  const auto& [ca, leaf, other, expired, early] = issued();
  CHECK(outcome({&other, &ca}, other.tlsa(3, 1, 1)) == Outcome::proves);
  CHECK(outcome({&expired, &ca}, expired.tlsa(3, 1, 1)) == Outcome::proves);
  CHECK(outcome({&expired}, expired.tlsa(3, 0, 1)) == Outcome::proves);
  CHECK(outcome({&early, &ca}, early.tlsa(3, 1, 1)) == Outcome::proves);
}

TEST_CASE("DANE match: DANE-TA needs the anchor in the chain, the name and the date") {
  const auto& [ca, leaf, other, expired, early] = issued();
  for (int selector : {0, 1})
    for (int matching : {1, 2})
      CHECK(outcome({&leaf, &ca}, ca.tlsa(2, selector, matching)) == Outcome::proves);
  CHECK(outcome({&leaf, &ca}, ca.tlsa(2, 0, 0)) == Outcome::proves);
  CHECK(outcome({&leaf}, ca.tlsa(2, 1, 1)) == Outcome::differs);
  CHECK(outcome({&leaf}, ca.tlsa(2, 0, 0)) == Outcome::proves);  // the record holds it
  CHECK(outcome({&other, &ca}, ca.tlsa(2, 1, 1)) == Outcome::other_name);
  CHECK(outcome({&expired, &ca}, ca.tlsa(2, 1, 1)) == Outcome::expired);
  CHECK(outcome({&early, &ca}, ca.tlsa(2, 1, 1)) == Outcome::not_yet_valid);
  Certificate stranger({.name = "Stranger", .ca = true});
  CHECK(outcome({&leaf, &ca}, stranger.tlsa(2, 1, 1)) == Outcome::differs);
}

TEST_CASE("DANE match: a certificate for the domain whose exchange it is") {
  const auto& ca = issued().ca;
  Certificate domain({.name = "shop.example", .issuer = &ca});
  CHECK(outcome({&domain, &ca}, ca.tlsa(2, 1, 1)) == Outcome::proves);
}

TEST_CASE("DANE match: usages 0 and 1 need a CA that is trusted as well") {
  const auto& [ca, leaf, other, expired, early] = issued();
  std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> trusting(X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(trusting.get(), ca.x509());
  std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> empty(X509_STORE_new(), X509_STORE_free);
  CHECK(outcome({&leaf, &ca}, leaf.tlsa(1, 1, 1)) == Outcome::not_evaluated);
  CHECK(outcome({&leaf, &ca}, leaf.tlsa(1, 1, 1), trusting.get()) == Outcome::proves);
  CHECK(outcome({&leaf, &ca}, ca.tlsa(0, 1, 1), trusting.get()) == Outcome::proves);
  CHECK(outcome({&leaf, &ca}, leaf.tlsa(1, 1, 1), empty.get()) == Outcome::untrusted);
  CHECK(outcome({&leaf, &ca}, other.tlsa(1, 1, 1), trusting.get()) == Outcome::differs);
  CHECK(outcome({&expired, &ca}, expired.tlsa(1, 1, 1), trusting.get()) == Outcome::expired);
  CHECK(outcome({&other, &ca}, other.tlsa(1, 1, 1), trusting.get()) == Outcome::other_name);
}

TEST_CASE("DANE match: roll-over 3 1 1 + 2 1 1, and the next key beside the present") {
  const auto& [ca, leaf, other, expired, early] = issued();
  auto both = match({&leaf, &ca}, {leaf.tlsa(3, 1, 1), ca.tlsa(2, 1, 1)});
  CHECK(both.proved);
  CHECK(words(both.judgement).empty());
  CHECK(both.judgement.state == State::works);
  // The key has changed, the CA has not.
  auto changed = match({&leaf, &ca}, {other.tlsa(3, 1, 1), ca.tlsa(2, 1, 1)});
  CHECK(changed.proved);
  CHECK(words(changed.judgement) == Words{"dane-record-without-certificate"});
  CHECK(changed.judgement.state == State::works);
  // An expired chain does not count where the key is named.
  CHECK(words(match({&expired, &ca}, {expired.tlsa(3, 1, 1), ca.tlsa(2, 1, 1)}).judgement).empty());
}

TEST_CASE("DANE match: what comes closest is what is wrong") {
  const auto& [ca, leaf, other, expired, early] = issued();
  auto none = match({&leaf, &ca}, {other.tlsa(3, 1, 1)});
  CHECK(words(none.judgement) == Words{"dane-certificate-differs"});
  CHECK(none.judgement.state == State::broken);
  CHECK(none.judgement.findings[0].about.name == domain_name("_25._tcp.mx.shop.example."));
  CHECK(words(match({&expired, &ca}, {other.tlsa(3, 1, 1), ca.tlsa(2, 1, 1)}).judgement) ==
        Words{"dane-certificate-expired"});
  CHECK(words(match({&other, &ca}, {ca.tlsa(2, 1, 1)}).judgement) == Words{"dane-certificate-other-name"});
}

TEST_CASE("DANE match: hostile chains") {
  const auto& leaf = issued().leaf;
  services::DaneHost host{.host = domain_name("mx.shop.example."),
                          .base = domain_name("mx.shop.example."),
                          .port = 25,
                          .records = {leaf.tlsa(3, 1, 1)}};
  std::vector<dns::Name> names = {domain_name("mx.shop.example.")};
  auto judged = [&](std::vector<Bytes> chain) {
    return services::dane_match({.certificates = std::move(chain), .address = "8.8.4.1"}, host, names,
                                nullptr, Certificate::now)
        .proved;
  };
  CHECK_FALSE(judged({}));
  CHECK_FALSE(judged({Bytes(100, 0x30)}));
  CHECK(judged(std::vector<Bytes>(1000, leaf.der())));
}
