// CAA: the climb (RFC 8659 section 3), what records say (section 4), RFC 8657, RFC 9495.
#include <doctest/doctest.h>

#include "services/caa.h"
#include "services/record_types.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::Caa;
using services::State;
namespace type = services::type;

namespace {

Caa judge(Domains& domains) {
  return domains.evaluate(
      [](services::Records& records) { return services::caa(records, domain_name("www.shop.example.")); });
}

Caa of(const std::vector<std::string>& records) {
  Domains domains;
  for (const auto& rdata : records) domains.add("www.shop.example. 300 IN CAA " + rdata);
  return judge(domains);
}

Words words_of(const std::vector<std::string>& records) { return words(of(records).judgement); }

}  // namespace

TEST_CASE(
    "CAA: any CA may issue where no name on the way up has records; the TLD is asked, the root is not") {
  Domains domains;
  auto caa = judge(domains);
  CHECK(caa.permits("ca.example.net"));
  CHECK(words(caa.judgement) == Words{"caa-none"});
  CHECK(caa.judgement.state == State::not_used);
  CHECK(domains.rounds == 2);
  CHECK(domains.has_asked("example.", type::caa));
  CHECK_FALSE(domains.has_asked(".", type::caa));
}

TEST_CASE("CAA: the first RRset on the way up counts alone") {
  Domains domains;
  domains.add("shop.example. 300 IN CAA 0 issue \"ca.example.net\"").add("example. 300 IN CAA 0 issue \";\"");
  auto caa = judge(domains);
  CHECK(caa.found_at == domain_name("shop.example."));
  CHECK(caa.permits("ca.example.net"));
  CHECK(caa.permits("CA.example.net", true));
  CHECK_FALSE(caa.permits("other.example.net"));
  CHECK(caa.judgement.state == State::works);
  CHECK(caa.secure);
}

TEST_CASE("CAA: an alias is followed, and its target's parents are not climbed") {
  Domains domains;
  domains.alias("www.shop.example.", "cdn.provider.test.").add("provider.test. 300 IN CAA 0 issue \";\"");
  domains.add("shop.example. 300 IN CAA 0 issue \"ca.example.net\"");
  CHECK(judge(domains).found_at == domain_name("shop.example."));
  domains.add("cdn.provider.test. 300 IN CAA 0 issue \"cdn-ca.example.net\"");
  auto caa = judge(domains);
  CHECK(caa.found_at == domain_name("www.shop.example."));
  CHECK(caa.permits("cdn-ca.example.net"));
}

TEST_CASE("CAA: what cannot be had is not absent: nobody issues") {
  Domains domains;
  domains.fail("shop.example.", type::caa).add("example. 300 IN CAA 0 issue \"ca.example.net\"");
  auto caa = judge(domains);
  CHECK(words(caa.judgement) == Words{"caa-failed"});
  CHECK(caa.judgement.state == State::broken);
  // Above the records that count nothing matters.
  Domains above;
  above.fail("example.", type::caa).add("shop.example. 300 IN CAA 0 issue \"ca.example.net\"");
  CHECK(judge(above).judgement.state == State::works);
}

TEST_CASE("CAA: issuewild counts for wildcards before issue, and for nothing else") {
  auto caa = of({"0 issue \"ca.example.net\"", "0 issuewild \";\""});
  CHECK(caa.permits("ca.example.net"));
  CHECK_FALSE(caa.permits("ca.example.net", true));
  CHECK(of({"0 issuewild \"ca.example.net\""}).permits("other.example.net"));
}

TEST_CASE("CAA: a semicolon forbids; iodef alone restricts nothing") {
  CHECK(words_of({"0 issue \";\""}) == Words{"caa-forbids-all"});
  CHECK_FALSE(of({"0 issue \";\""}).permits("ca.example.net"));
  CHECK(words_of({"0 issue \"\""}) == Words{"caa-forbids-all"});
  CHECK(of({"0 iodef \"mailto:security@shop.example\""}).permits("ca.example.net"));
  CHECK(words_of({"0 iodef \"mailto:security@shop.example\""}).empty());
}

TEST_CASE("CAA: an unknown tag, critical and not") {
  CHECK(words_of({"0 issue \"ca.example.net\"", "128 tbs \"Unknown\""}) == Words{"caa-unknown-critical"});
  CHECK_FALSE(of({"0 issue \"ca.example.net\"", "128 tbs \"Unknown\""}).permits("ca.example.net"));
  CHECK(words_of({"0 isuse \"ca.example.net\""}) == Words{"caa-unknown-tag"});
  CHECK(of({"0 isuse \"ca.example.net\""}).permits("other.example.net"));
  CHECK(words_of({"128 issue \"ca.example.net\""}).empty());
}

TEST_CASE("CAA: tags of mail and of the CA/Browser Forum are known") {
  CHECK(words_of({"0 issuemail \"ca.example.net\"", "0 contactemail \"a@shop.example\"", "0 issuevmc \";\""})
            .empty());
}

TEST_CASE("CAA: flags that mean nothing") {
  CHECK(words_of({"1 issue \"ca.example.net\""}) == Words{"caa-flags"});
}

TEST_CASE("CAA: parameters of RFC 8657") {
  auto caa =
      of({"0 issue \"ca.example.net; accounturi=https://ca.example.net/acct/1; "
          "validationmethods=dns-01,http-01\""});
  CHECK(words(caa.judgement).empty());
  CHECK(caa.properties[0].parameters.size() == 2);
  CHECK(caa.permits("ca.example.net"));
  caa = of({"0 issue \"ca.example.net; accounturi=https://a.test/1; accounturi=https://a.test/2\""});
  CHECK(words(caa.judgement) == Words{"caa-parameter-repeated", "caa-forbids-all"});
  CHECK_FALSE(caa.permits("ca.example.net"));
  CHECK(words_of({"0 issue \"ca.example.net; validationmethods=dns_01\""}).front() ==
        "caa-methods-malformed");
  CHECK(words_of({"0 issue \"ca.example.net; validationmethods=\""}).empty());
}

TEST_CASE("CAA: a malformed issuer counts as nobody") {
  for (const char* value : {"%%%%%", "https://ca.example.net", "ca.example.net accounturi=x",
                            "ca..example.net", "ca.example.net; policy"}) {
    CAPTURE(value);
    auto caa = of({"0 issue \"" + std::string(value) + "\""});
    CHECK(caa.judgement.has("caa-issuer-malformed"));
    CHECK_FALSE(caa.permits("ca.example.net"));
  }
}

TEST_CASE("CAA: malformed RDATA, and too many records") {
  Domains domains;
  domains.add({.owner = domain_name("www.shop.example."),
               .type = type::caa,
               .ttl = 300,
               .raw = {0, 9, 'i'},
               .parsed = {}});
  CHECK(words(judge(domains).judgement) == Words{"caa-malformed"});
  CHECK(words_of(std::vector<std::string>(300, "0 issue \"ca.example.net\"")) == Words{"caa-too-many"});
  CHECK(words_of({"0 iodef \"ftp://x\""}) == Words{"caa-report-malformed"});
}
