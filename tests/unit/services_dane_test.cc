// TLSA records: when they are asked for (RFC 7672 section 2.2), what counts among them (RFC 7671, RFC 7672
// section 3.1).
#include <doctest/doctest.h>

#include "services/dane.h"
#include "services/record_types.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::Dane;
using services::DaneFor;
using services::DaneHost;
using services::State;
namespace type = services::type;

namespace {

const std::string sha256(64, 'a'), sha512(128, 'a');

Dane judge(Domains& domains) {
  return domains.evaluate([](services::Records& records) {
    auto domain = domain_name("shop.example.");
    return services::mail_dane(records, domain, services::mail_exchangers(records, domain));
  });
}

Domains one_exchange() {
  Domains domains;
  domains.add("shop.example. 300 IN MX 10 mx.shop.example.").add("mx.shop.example. 300 IN A 8.8.4.1");
  return domains;
}

Domains with_tlsa(const std::vector<std::string>& records) {
  auto domains = one_exchange();
  for (const auto& rdata : records) domains.add("_25._tcp.mx.shop.example. 300 IN TLSA " + rdata);
  return domains;
}

Words words_of(const std::vector<std::string>& records) {
  auto domains = with_tlsa(records);
  return words(judge(domains).judgement);
}

}  // namespace

TEST_CASE("DANE: usable records for the exchange") {
  auto domains = with_tlsa({"3 1 1 " + sha256, "2 1 1 " + sha256, "3 1 2 " + sha512});
  auto dane = judge(domains);
  CHECK(dane.judgement.state == State::works);
  CHECK(words(dane.judgement).empty());
  REQUIRE(dane.hosts.size() == 1);
  CHECK(dane.hosts[0].use == DaneHost::Use::usable);
  CHECK(dane.hosts[0].records.size() == 3);
  CHECK(domains.rounds == 4);
}

TEST_CASE("DANE: none there, and that is proven") {
  auto domains = one_exchange();
  auto dane = judge(domains);
  CHECK(dane.judgement.state == State::not_used);
  CHECK(dane.hosts[0].use == DaneHost::Use::absent);
}

TEST_CASE("DANE: no question where the answer for MX is not secure") {
  Domains domains;
  domains.status(Status::insecure).add("shop.example. 300 IN MX 10 mx.shop.example.");
  domains.status(Status::secure)
      .add("mx.shop.example. 300 IN A 8.8.4.1")
      .fail("_25._tcp.mx.shop.example.", type::tlsa);
  auto dane = judge(domains);
  CHECK(words(dane.judgement) == Words{"dane-mx-insecure"});
  CHECK(dane.judgement.state == State::not_used);
  CHECK_FALSE(domains.has_asked("_25._tcp.mx.shop.example.", type::tlsa));
}

TEST_CASE("DANE: no question where the exchange's addresses are not secure") {
  Domains domains;
  domains.add("shop.example. 300 IN MX 10 mx.provider.test.");
  domains.status(Status::insecure)
      .add("mx.provider.test. 300 IN A 8.8.4.1")
      .fail("_25._tcp.mx.provider.test.", type::tlsa);
  auto dane = judge(domains);
  CHECK(dane.hosts[0].use == DaneHost::Use::insecure);
  CHECK(dane.judgement.state == State::not_used);
  CHECK_FALSE(domains.has_asked("_25._tcp.mx.provider.test.", type::tlsa));
}

TEST_CASE("DANE: SERVFAIL is not 'no TLSA': the host must not be used") {
  auto domains = one_exchange();
  domains.fail("_25._tcp.mx.shop.example.", type::tlsa);
  auto dane = judge(domains);
  CHECK(dane.hosts[0].use == DaneHost::Use::broken);
  CHECK(words(dane.judgement) == Words{"dane-tlsa-failed", "dane-no-exchange-usable"});
  CHECK(dane.judgement.state == State::broken);
}

TEST_CASE("DANE: what fails here alone says nothing of the exchange") {
  auto domains = one_exchange();
  domains.fail("_25._tcp.mx.shop.example.", type::tlsa, Status::indeterminate);
  auto dane = judge(domains);
  CHECK(words(dane.judgement) == Words{"dane-tlsa-failed"});
  CHECK(dane.judgement.state == State::not_evaluated);
  CHECK(dane.judgement.findings[0].turn == services::Turn::unknown);
}

TEST_CASE("DANE: an exchange of somebody else's") {
  Domains domains;
  domains.add("shop.example. 300 IN MX 10 mx.provider.test.").add("mx.provider.test. 300 IN A 8.8.4.1");
  domains.fail("_25._tcp.mx.provider.test.", type::tlsa);
  CHECK(judge(domains).judgement.findings[0].turn == services::Turn::third_party);
}

TEST_CASE("DANE: one family of addresses is enough") {
  auto domains = with_tlsa({"3 1 1 " + sha256});
  domains.fail("mx.shop.example.", type::aaaa);
  CHECK(judge(domains).hosts[0].use == DaneHost::Use::usable);
}

TEST_CASE("DANE: one exchange of two fails") {
  auto domains = with_tlsa({"3 1 1 " + sha256});
  domains.add("shop.example. 300 IN MX 20 mx2.shop.example.").add("mx2.shop.example. 300 IN A 8.8.4.2");
  domains.fail("_25._tcp.mx2.shop.example.", type::tlsa);
  auto dane = judge(domains);
  CHECK(words(dane.judgement) == Words{"dane-tlsa-failed"});
  CHECK(dane.judgement.state == State::weakened);
}

TEST_CASE("DANE: one exchange of two without records") {
  auto domains = with_tlsa({"3 1 1 " + sha256});
  domains.add("shop.example. 300 IN MX 20 mx2.shop.example.").add("mx2.shop.example. 300 IN A 8.8.4.2");
  auto dane = judge(domains);
  CHECK(words(dane.judgement) == Words{"dane-on-some-exchanges"});
  CHECK(dane.judgement.findings[0].text().in(ede::Language::en) ==
        "of the exchanges of shop.example, mx.shop.example can be verified by DANE, and mx2.shop.example "
        "cannot: who "
        "blocks the first gets mail delivered unverified");
}

TEST_CASE("DANE: records that do not count") {
  CHECK(words_of({"1 1 1 " + sha256}) == Words{"dane-usage-not-for-mail", "dane-no-record-usable"});
  CHECK(words_of({"0 1 1 " + sha256, "3 1 1 " + sha256}) == Words{"dane-usage-not-for-mail"});
  CHECK(words_of({"4 1 1 " + sha256}).front() == "dane-parameter-unknown");
  CHECK(words_of({"3 2 1 " + sha256}).front() == "dane-parameter-unknown");
  CHECK(words_of({"3 1 3 " + sha256}).front() == "dane-parameter-unknown");
  CHECK(words_of({"3 1 1 " + sha512}).front() == "dane-digest-length");
  CHECK(words_of({"3 1 2 " + sha256}).front() == "dane-digest-length");
  CHECK(words_of({"3 1 0 " + sha256}).front() == "dane-data-unreadable");
  CHECK(words_of({"3 0 0 " + sha256}).front() == "dane-data-unreadable");
}

TEST_CASE("DANE: a bare key counts as such") {
  CHECK(
      words_of(
          {"3 1 0 302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"})
          .empty());
}

TEST_CASE("DANE: records that are not secure are ignored") {
  auto domains = one_exchange();
  domains.status(Status::insecure).add("_25._tcp.mx.shop.example. 300 IN TLSA 3 1 1 " + sha256);
  auto dane = judge(domains.status(Status::secure));
  CHECK(dane.hosts[0].use == DaneHost::Use::ignored);
  CHECK(words(dane.judgement) == Words{"dane-tlsa-insecure"});
}

TEST_CASE("DANE: where a secure alias leads, then the exchange's own name") {
  Domains domains;
  domains.add("shop.example. 300 IN MX 10 mx.shop.example.").alias("mx.shop.example.", "host.provider.test.");
  domains.add("host.provider.test. 300 IN A 8.8.4.1")
      .add("_25._tcp.host.provider.test. 300 IN TLSA 3 1 1 " + sha256);
  CHECK(judge(domains).hosts[0].base == domain_name("host.provider.test."));
  Domains own;
  own.add("shop.example. 300 IN MX 10 mx.shop.example.").alias("mx.shop.example.", "host.provider.test.");
  own.add("host.provider.test. 300 IN A 8.8.4.1")
      .add("_25._tcp.mx.shop.example. 300 IN TLSA 3 1 1 " + sha256);
  auto dane = judge(own);
  CHECK(dane.hosts[0].base == domain_name("mx.shop.example."));
  CHECK(dane.hosts[0].use == DaneHost::Use::usable);
}

TEST_CASE("DANE: a secure alias to a host that is not") {
  Domains domains;
  domains.add("shop.example. 300 IN MX 10 mx.shop.example.")
      .add("mx.shop.example. 300 IN CNAME host.provider.test.");
  domains.alias("mx.shop.example.", "host.provider.test.")
      .add("_25._tcp.mx.shop.example. 300 IN TLSA 3 1 1 " + sha256);
  domains.status(Status::insecure).add("host.provider.test. 300 IN A 8.8.4.1");
  auto dane = judge(domains);
  CHECK(domains.has_asked("mx.shop.example.", type::cname));
  CHECK_FALSE(domains.has_asked("_25._tcp.host.provider.test.", type::tlsa));
}

TEST_CASE("DANE: web servers, with every usage") {
  Domains domains;
  domains.add("shop.example. 300 IN A 8.8.4.1").add("www.shop.example. 300 IN A 8.8.4.1");
  domains.add("_443._tcp.shop.example. 300 IN TLSA 1 1 1 " + sha256)
      .fail("_443._tcp.www.shop.example.", type::tlsa);
  auto dane = domains.evaluate([](services::Records& records) {
    std::vector<dns::Name> hosts = {domain_name("shop.example."), domain_name("www.shop.example.")};
    return services::web_dane(records, hosts[0], hosts);
  });
  CHECK(dane.hosts[0].use == DaneHost::Use::usable);
  CHECK(dane.hosts[1].use == DaneHost::Use::broken);
  CHECK(words(dane.judgement) == Words{"dane-web-tlsa-failed"});
}
