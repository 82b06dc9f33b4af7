// HTTPS and SVCB (RFC 9460, RFC 9848), a resolver's designation (RFC 9461, RFC 9462) and RESINFO (RFC 9606).
#include <doctest/doctest.h>

#include "services/public_resolver.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::PublicResolver;
using services::ServiceBindings;
using services::State;

namespace {

// Octets of SVCB: `parameters` in hexadecimal.
dns::Record binding(std::string_view owner, std::uint16_t priority, std::string_view target,
                    std::string_view parameters, std::uint16_t type = dns::type::https) {
  dns::Record record{.owner = domain_name(owner), .type = type, .ttl = 300, .raw = {}, .parsed = {}};
  append_u16(record.raw, priority);
  append(record.raw, domain_name(target).wire());
  append(record.raw, *from_hex(parameters));
  return record;
}

constexpr std::string_view h2 = "00010003026832",
                           hint =
                               "00040004"
                               "08080401",
                           ech = "00050002abcd";
constexpr std::string_view doh_path = "000700102f646e732d71756572797b3f646e737d";  // /dns-query{?dns}

std::string operator+(std::string_view a, std::string_view b) { return std::string(a).append(b); }

ServiceBindings judge(Domains& domains) {
  return domains.evaluate([](services::Records& records) {
    return services::service_bindings(records, domain_name("shop.example."), dns::type::https);
  });
}

Domains of(const std::vector<dns::Record>& records) {
  Domains domains;
  domains.add("shop.example. 300 IN A 8.8.4.1");
  for (const auto& record : records) domains.add(record);
  return domains;
}

Words words_of(const std::vector<dns::Record>& records) {
  auto domains = of(records);
  return words(judge(domains).judgement);
}

dns::Record service(std::string_view parameters, std::uint16_t priority = 1) {
  return binding("shop.example.", priority, ".", parameters);
}

}  // namespace

TEST_CASE("HTTPS: a service, its hint being its address") {
  auto domains = of({service(h2 + hint)});
  auto https = judge(domains);
  CHECK(https.judgement.state == State::works);
  CHECK(words(https.judgement).empty());
  REQUIRE(https.services.size() == 1);
  CHECK(https.services[0].target == domain_name("shop.example."));
  CHECK(https.services[0].alpn == Words{"h2"});
  CHECK(domains.rounds == 2);
}

TEST_CASE("HTTPS: none, and one that cannot be had") {
  auto domains = of({});
  CHECK(judge(domains).judgement.state == State::not_used);
  domains.fail("shop.example.", dns::type::https);
  CHECK(words(judge(domains).judgement) == Words{"svcb-failed"});
}

TEST_CASE("HTTPS: an alias leads to a service, or to a host without one") {
  auto domains = of({binding("shop.example.", 0, "cdn.test.", "")});
  domains.add(binding("cdn.test.", 1, ".", h2)).add("cdn.test. 300 IN A 8.8.4.2");
  auto https = judge(domains);
  CHECK(words(https.judgement).empty());
  CHECK(https.aliases == std::vector{domain_name("cdn.test.")});
  CHECK(https.services.size() == 1);
  auto host = of({binding("shop.example.", 0, "cdn.test.", "")});
  CHECK(words(judge(host).judgement) == Words{"svcb-target-without-address"});
  host.add("cdn.test. 300 IN A 8.8.4.2");
  CHECK(judge(host).judgement.state == State::works);
}

TEST_CASE("HTTPS: aliases that are not as they should be") {
  auto alias = binding("shop.example.", 0, "shop.test.", "");
  CHECK(words_of({alias, service(h2)}).front() == "svcb-alias-among-services");
  CHECK(words_of({alias, binding("shop.example.", 0, "other.test.", "")}).front() == "svcb-several-aliases");
  CHECK(words_of({binding("shop.example.", 0, "shop.test.", h2)}).front() == "svcb-alias-with-parameters");
  CHECK(words_of({binding("shop.example.", 0, ".", "")}) == Words{"svcb-unavailable"});
  CHECK(words_of({binding("shop.example.", 0, "shop.example.", "")}) == Words{"svcb-alias-loop"});
  auto domains = of({alias});
  domains.add(binding("shop.test.", 0, "shop.example.", ""));
  CHECK(words(judge(domains).judgement) == Words{"svcb-alias-loop"});
}

TEST_CASE("HTTPS: a chain of aliases, as long as is allowed and longer") {
  auto chain = [](int length) {
    auto domains = of({binding("shop.example.", 0, "a1.test.", "")});
    for (int i = 1; i < length; ++i)
      domains.add(binding("a" + std::to_string(i) + ".test.", 0, "a" + std::to_string(i + 1) + ".test.", ""));
    domains.add("a" + std::to_string(length) + ".test. 300 IN A 8.8.4.1");
    return words(judge(domains).judgement);
  };
  CHECK(chain(8).empty());
  CHECK(chain(9) == Words{"svcb-alias-chain-too-long"});
}

TEST_CASE("HTTPS: records that clients reject") {
  CHECK(words_of({service(hint + h2)}) == Words{"svcb-malformed", "svcb-none-usable"});
  CHECK(words_of({service(h2 + h2)}) == Words{"svcb-malformed", "svcb-none-usable"});
  CHECK(words_of({service("00000002"
                          "0000")}) == Words{"svcb-malformed", "svcb-none-usable"});
  CHECK(words_of({service("00000002"
                          "0003" +
                          h2)}) == Words{"svcb-mandatory-missing", "svcb-none-usable"});
  CHECK(words_of({service("00000002"
                          "0001" +
                          h2)})
            .empty());
  CHECK(words_of({service("00020000")}) == Words{"svcb-no-default-alpn", "svcb-none-usable"});
  CHECK(words_of({service(h2 + "00020000")}).empty());
  CHECK(words_of({service(h2), service("00020000", 2)}) == Words{"svcb-no-default-alpn"});
}

TEST_CASE("HTTPS: hints, targets and ech") {
  CHECK(words_of({service("00040004"
                          "08080402")}) == Words{"svcb-hint-differs"});
  CHECK(words_of({binding("shop.example.", 1, "gone.test.", h2)}) == Words{"svcb-target-without-address"});
  CHECK(words_of({service(h2 + ech), service(h2, 2)}) == Words{"svcb-ech-on-some"});
  CHECK(words_of({service(h2 + ech), service(h2 + ech, 2)}).empty());
  CHECK(words_of(std::vector(100, service(h2))) == Words{"svcb-too-many"});
}

namespace {

PublicResolver judge_resolver(Domains& domains) {
  return domains.evaluate([](services::Records& records) {
    return services::public_resolver(records, domain_name("dns.example."));
  });
}

Domains resolver(std::string_view parameters) {
  Domains domains;
  domains.add("dns.example. 300 IN A 8.8.4.1");
  domains.add(binding("_dns.dns.example.", 1, "dns.example.", parameters, dns::type::svcb));
  return domains;
}

Words resolver_words(std::string_view parameters) {
  auto domains = resolver(parameters);
  return words(judge_resolver(domains).judgement);
}

dns::Record resinfo(const std::vector<std::string>& strings) {
  dns::Record record{
      .owner = domain_name("dns.example."), .type = dns::type::resinfo, .ttl = 300, .raw = {}, .parsed = {}};
  for (const auto& text : strings) {
    record.raw.push_back(static_cast<std::uint8_t>(text.size()));
    append(record.raw, as_bytes(text));
  }
  return record;
}

}  // namespace

TEST_CASE("resolver: a domain that is none") {
  Domains domains;
  domains.add("dns.example. 300 IN A 8.8.4.1");
  auto result = judge_resolver(domains);
  CHECK(result.judgement.state == State::not_used);
  CHECK(words(result.judgement).empty());
}

TEST_CASE("resolver: how else it is to be asked") {
  CHECK(resolver_words("0001000403646f74").empty());
  CHECK(resolver_words(h2 + doh_path).empty());
  CHECK(resolver_words(h2) == Words{"ddr-without-doh-path"});
  CHECK(resolver_words(h2 + "000700022f78") == Words{"ddr-doh-path"});
  CHECK(resolver_words("") == Words{"ddr-without-alpn"});
}

TEST_CASE("resolver: what it says of itself") {
  Domains domains;
  domains.add(resinfo({"qnamemin", "exterr=15-17"}));
  auto result = judge_resolver(domains);
  CHECK(result.judgement.state == State::works);
  REQUIRE(result.info);
  CHECK(result.info->qnamemin);
  domains.add(resinfo({"qnamemin"}));
  CHECK(words(judge_resolver(domains).judgement) == Words{"resinfo-several"});
  Domains malformed;
  malformed.add({.owner = domain_name("dns.example."),
                 .type = dns::type::resinfo,
                 .ttl = 300,
                 .raw = {9, 'q'},
                 .parsed = {}});
  CHECK(words(judge_resolver(malformed).judgement) == Words{"resinfo-malformed"});
}
