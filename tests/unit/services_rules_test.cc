// All rules over one domain: how many rounds of questions they take, and what is said before the last.
#include <doctest/doctest.h>

#include "services/record_types.h"
#include "services/report.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::State;

namespace {

services::Report evaluate(services::Records& records) {
  return services::judge({.domain = domain_name("shop.example.")}, records);
}

Domains healthy() {
  Domains domains;
  for (const char* host : {"shop", "www.shop", "mx.shop", "mta-sts.shop"})
    domains.add(std::string(host) + ".example. 300 IN A 8.8.4.1");
  domains.add("shop.example. 300 IN MX 10 mx.shop.example.");
  domains.add("_25._tcp.mx.shop.example. 300 IN TLSA 3 1 1 " + std::string(64, 'a'));
  domains.add("shop.example. 300 IN CAA 0 issue \"ca.example.net\"");
  domains.txt("_mta-sts.shop.example.", {"v=STSv1; id=1;"});
  domains.txt("_smtp._tls.shop.example.", {"v=TLSRPTv1; rua=mailto:tls@shop.example"});
  return domains;
}

State state_of(const services::Report& report, std::string_view name) {
  for (const auto& [application, judgement] : report.applications)
    if (application == name) return judgement.state;
  FAIL("no such application");
  return State::broken;
}

}  // namespace

TEST_CASE("rules: a healthy domain in four rounds") {
  auto domains = healthy();
  auto report = domains.evaluate(evaluate);
  CHECK(domains.rounds - 1 <= 3);
  for (const char* name : {"mx", "mta-sts", "tls-rpt", "dane", "caa"})
    CHECK(state_of(report, name) == State::works);
  for (const char* name : {"dkim", "https", "resolver"}) CHECK(state_of(report, name) == State::not_used);
}

TEST_CASE("rules: before the records are there nothing is said to be unused") {
  services::Records records;
  for (const auto& [name, judgement] : evaluate(records).applications) {
    CAPTURE(name);
    CHECK(judgement.state == State::not_evaluated);
  }
}

TEST_CASE("rules: nobody is asked twice") {
  services::Records records;
  evaluate(records);
  auto missing = records.take_missing();
  for (std::size_t i = 0; i < missing.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) CHECK_FALSE(missing[i] == missing[j]);
}
