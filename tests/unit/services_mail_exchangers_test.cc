// MX records: RFC 5321 section 5.1, RFC 2181 section 10.3, RFC 7505.
#include <doctest/doctest.h>

#include "services/mail_exchangers.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::MailExchangers;
using services::State;

namespace {

MailExchangers judge(Domains& domains) {
  return domains.evaluate([](services::Records& records) {
    return services::mail_exchangers(records, domain_name("shop.example."));
  });
}

Domains two_exchanges() {
  Domains domains;
  domains.add("shop.example. 300 IN MX 20 mx2.shop.example.")
      .add("shop.example. 300 IN MX 10 mx1.shop.example.");
  domains.add("mx1.shop.example. 300 IN A 8.8.4.1").add("mx2.shop.example. 300 IN AAAA 2a00::2");
  return domains;
}

}  // namespace

TEST_CASE("MX: exchanges by preference, with their addresses") {
  auto domains = two_exchanges();
  auto mail = judge(domains);
  CHECK(mail.judgement.state == State::works);
  CHECK(words(mail.judgement).empty());
  CHECK(mail.form == MailExchangers::Form::listed);
  CHECK(mail.secure);
  REQUIRE(mail.exchanges.size() == 2);
  CHECK(mail.exchanges[0].name == domain_name("mx1.shop.example."));
  CHECK(mail.exchanges[0].addresses == Words{"8.8.4.1"});
  CHECK(domains.rounds == 3);
}

TEST_CASE("MX: seven exchanges are no error") {
  auto domains = two_exchanges();
  for (int i = 3; i < 8; ++i) {
    auto host = "mx" + std::to_string(i) + ".shop.example. 300 IN ";
    domains.add("shop.example. 300 IN MX 30 mx" + std::to_string(i) + ".shop.example.")
        .add(host + "A 8.8.4.4");
  }
  CHECK(judge(domains).judgement.state == State::works);
}

TEST_CASE("MX: of ten thousand 32 are looked at") {
  Domains domains;
  for (int i = 0; i < 10000; ++i)
    domains.add("shop.example. 300 IN MX 10 mx" + std::to_string(i) + ".shop.example.");
  auto mail = judge(domains);
  CHECK(mail.exchanges.size() == 32);
  CHECK(mail.judgement.has("mx-too-many"));
  CHECK(domains.asked.size() <= 1 + 2 + 64);
}

TEST_CASE("MX: without any, mail goes to the domain's addresses") {
  Domains domains;
  domains.add("shop.example. 300 IN A 8.8.4.1");
  auto mail = judge(domains);
  CHECK(mail.form == MailExchangers::Form::implicit);
  CHECK(mail.judgement.state == State::works);
  CHECK(words(mail.judgement) == Words{"mx-implicit"});
  REQUIRE(mail.exchanges.size() == 1);
  CHECK(mail.exchanges[0].addresses == Words{"8.8.4.1"});
  CHECK(domains.rounds == 2);
}

TEST_CASE("MX: neither MX nor address") {
  Domains domains;
  auto mail = judge(domains);
  CHECK(mail.form == MailExchangers::Form::none);
  CHECK(mail.judgement.state == State::not_used);
  CHECK(words(mail.judgement) == Words{"mx-none"});
}

TEST_CASE("MX: a failure is never 'no MX'") {
  Domains domains;
  domains.add("shop.example. 300 IN A 8.8.4.1").fail("shop.example.", dns::type::mx);
  auto mail = judge(domains);
  CHECK(mail.form == MailExchangers::Form::unknown);
  CHECK(mail.judgement.state == State::broken);
  CHECK(words(mail.judgement) == Words{"mx-failed"});
  CHECK(mail.judgement.findings[0].turn == services::Turn::zone);

  Domains unknown;
  unknown.fail("shop.example.", dns::type::mx, Status::indeterminate);
  mail = judge(unknown);
  CHECK(mail.judgement.state == State::not_evaluated);
  CHECK(mail.judgement.findings[0].turn == services::Turn::unknown);

  Domains validates;
  validates.fail("shop.example.", dns::type::mx, Status::secure);
  CHECK(judge(validates).judgement.findings[0].turn == services::Turn::resolver);
}

TEST_CASE("MX: a null MX alone says that the domain takes no mail") {
  Domains domains;
  domains.add("shop.example. 300 IN MX 0 .").add("shop.example. 300 IN A 8.8.4.1");
  auto mail = judge(domains);
  CHECK(mail.form == MailExchangers::Form::null);
  CHECK(mail.judgement.state == State::not_used);
  CHECK(words(mail.judgement) == Words{"mx-null"});
  CHECK(mail.exchanges.empty());
}

TEST_CASE("MX: a null MX among others") {
  auto domains = two_exchanges();
  domains.add("shop.example. 300 IN MX 0 .");
  auto mail = judge(domains);
  CHECK(mail.judgement.state == State::broken);
  CHECK(words(mail.judgement) == Words{"mx-null-among-others"});
  CHECK(mail.exchanges.size() == 2);
}

TEST_CASE("MX: an exchange that is an alias, with a CNAME in the answer") {
  Domains domains;
  domains.add("shop.example. 300 IN MX 10 mail.shop.example.")
      .alias("mail.shop.example.", "host.example.net.");
  domains.add("host.example.net. 300 IN A 8.8.4.1");
  auto mail = judge(domains);
  CHECK(mail.judgement.state == State::weakened);
  CHECK(words(mail.judgement) == Words{"mx-target-alias"});
  CHECK(mail.exchanges[0].addresses == Words{"8.8.4.1"});
  CHECK(mail.judgement.findings[0].text().in(ede::Language::en) ==
        "the exchange mail.shop.example is an alias of host.example.net, which an MX record must not name: "
        "some "
        "senders refuse it");
}

TEST_CASE("MX: a domain that is an alias itself is as good as any") {
  Domains domains;
  domains.alias("shop.example.", "other.example.").add("other.example. 300 IN MX 10 mx.other.example.");
  domains.add("mx.other.example. 300 IN A 8.8.4.1");
  CHECK(judge(domains).judgement.state == State::works);
}

TEST_CASE("MX: an address in place of a name") {
  Domains domains;
  domains.add("shop.example. 300 IN MX 10 8.8.4.1.");
  auto mail = judge(domains);
  CHECK(mail.judgement.state == State::broken);
  CHECK(words(mail.judgement) == Words{"mx-target-is-address", "mx-none-reachable"});
}

TEST_CASE("MX: one exchange of two without an address") {
  auto domains = two_exchanges();
  domains.add("shop.example. 300 IN MX 30 gone.example.net.");
  auto mail = judge(domains);
  CHECK(mail.judgement.state == State::weakened);
  CHECK(words(mail.judgement) == Words{"mx-target-without-address"});
  CHECK(mail.judgement.findings[0].turn == services::Turn::third_party);
}

TEST_CASE("MX: an exchange whose last dot is missing in the zone file") {
  auto domains = two_exchanges();
  domains.add("shop.example. 300 IN MX 30 mx3.shop.example.shop.example.");
  CHECK(words(judge(domains).judgement) == Words{"mx-target-doubled"});
}

TEST_CASE("MX: the only exchange at a loopback or a private address") {
  for (const char* address : {"A 127.0.0.1", "A 10.0.0.1", "AAAA fe80::1"}) {
    Domains domains;
    domains.add("shop.example. 300 IN MX 10 mx.shop.example.")
        .add(std::string("mx.shop.example. 300 IN ") + address);
    auto mail = judge(domains);
    CHECK(mail.judgement.state == State::broken);
    CHECK(words(mail.judgement) == Words{"mx-target-nowhere", "mx-none-reachable"});
  }
}

TEST_CASE("MX: addresses that cannot be had are not absent") {
  Domains domains;
  domains.add("shop.example. 300 IN MX 10 mx.shop.example.").fail("mx.shop.example.", dns::type::a);
  auto mail = judge(domains);
  CHECK(words(mail.judgement) == Words{"mx-target-failed", "mx-none-reachable"});
  CHECK(mail.judgement.state == State::broken);
  domains.fail("mx.shop.example.", dns::type::a, Status::indeterminate);
  mail = judge(domains);
  CHECK(words(mail.judgement) == Words{"mx-target-failed"});
  CHECK(mail.judgement.state == State::not_evaluated);
}

TEST_CASE("MX: one family of addresses fails, the other is there") {
  auto domains = two_exchanges();
  domains.fail("mx1.shop.example.", dns::type::aaaa);
  auto mail = judge(domains);
  CHECK(mail.judgement.state == State::weakened);
  CHECK(words(mail.judgement) == Words{"mx-target-failed"});
}
