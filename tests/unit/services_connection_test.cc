// +connect: all that was seen of a domain's servers, put to its applications.
#include <doctest/doctest.h>

#include "services/report.h"
#include "services_certificates.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::Destination;
using services::Report;
using services::Sight;
using services::State;
using Obstacle = Sight::Obstacle;
using Purpose = Destination::Purpose;

namespace {

const dns::Name domain = domain_name("shop.example.");
const std::string policy_text = "version: STSv1\nmode: enforce\nmx: *.shop.example\nmax_age: 2419200\n";

Domains two_exchanges() {
  Domains domains;
  domains.add("shop.example. 300 IN MX 10 mx1.shop.example.")
      .add("shop.example. 300 IN MX 20 mx2.shop.example.");
  domains.add("mx1.shop.example. 300 IN A 8.8.4.1").add("mx2.shop.example. 300 IN A 8.8.4.2");
  domains.add("mta-sts.shop.example. 300 IN A 8.8.4.3").add("mta-sts.shop.example. 300 IN A 8.8.4.4");
  domains.txt("_mta-sts.shop.example.", {"v=STSv1; id=1;"});
  return domains;
}

// `look`: what is seen of each destination.
template <typename Look>
Report connected(Domains domains, Look look) {
  return domains.evaluate([&](services::Records& records) {
    auto report = services::judge({.domain = domain}, records);
    auto led = services::destinations(records, domain, report.rules);
    services::Observation observation{.sights = {}, .cas = nullptr, .now = Certificate::now};
    for (const auto& destination : led.list) {
      auto& sight = observation.sights.emplace_back();
      sight.destination = destination;
      sight.verified = true;
      if (destination.purpose == Purpose::policy) {
        sight.status = 200;
        sight.content_type = "text/plain";
        sight.body = policy_text;
      }
      look(sight);
    }
    services::add(report, services::judge_connection(domain, report.rules, led, std::move(observation)),
                  records);
    return report;
  });
}

const services::Judgement& of(const Report& report, std::string_view name) {
  return std::ranges::find(report.applications, name, &services::Application::name)->judgement;
}

}  // namespace

TEST_CASE("connection: all is well, and what was seen is told in its order") {
  auto report = connected(two_exchanges(), [](Sight&) {});
  CHECK(of(report, "mail-tls").state == State::works);
  CHECK(of(report, "mta-sts").state == State::works);
  CHECK(of(report, "web-tls").state == State::not_used);
  REQUIRE(report.connection);
  CHECK(report.connection->seen.size() == 4);
  CHECK(report.connection->policy->well_formed);
}

TEST_CASE("connection: of two exchanges one that fails weakens, both break") {
  auto first = [](Sight& sight) { sight.verified = sight.destination.address != "8.8.4.1"; };
  auto both = [](Sight& sight) { sight.verified = sight.destination.purpose == Purpose::policy; };
  CHECK(of(connected(two_exchanges(), first), "mta-sts").state == State::weakened);
  CHECK(of(connected(two_exchanges(), both), "mta-sts").state == State::broken);
}

TEST_CASE("connection: an exchange that the policy does not list weakens it, where another is listed") {
  auto listing = [](const char* name) {
    return connected(two_exchanges(), [&](Sight& sight) {
      if (sight.destination.purpose == Purpose::policy)
        sight.body = "version: STSv1\nmode: enforce\nmax_age: 2419200\nmx: " + std::string(name) + "\n";
    });
  };
  CHECK(words(of(listing("mx2.shop.example"), "mta-sts")) == Words{"mta-sts-mx-not-listed"});
  CHECK(of(listing("mx2.shop.example"), "mta-sts").state == State::weakened);
  CHECK(of(listing("mx3.shop.example"), "mta-sts").state == State::broken);
}

TEST_CASE("connection: addresses of the policy's server") {
  auto differing = connected(two_exchanges(), [](Sight& sight) {
    if (sight.destination.address == "8.8.4.4") sight.body += "mx: mx.other.example\n";
  });
  CHECK(words(of(differing, "mta-sts")) == Words{"mta-sts-policy-differs"});
  auto missing = connected(two_exchanges(), [](Sight& sight) {
    if (sight.destination.address == "8.8.4.3") sight.status = 404;
  });
  CHECK(words(of(missing, "mta-sts")) == Words{"mta-sts-policy-status"});
  CHECK(of(missing, "mta-sts").state == State::weakened);
}

TEST_CASE("connection: a policy that is malformed asks for nothing") {
  auto report = connected(two_exchanges(), [](Sight& sight) {
    if (sight.destination.purpose == Purpose::policy) sight.body = "version: STSv2\n" + policy_text;
    if (sight.destination.purpose == Purpose::mail) sight.verified = false;
  });
  CHECK(words(of(report, "mta-sts")) == Words{"mta-sts-policy-version"});
}

TEST_CASE("connection: what was found is given its zone") {
  auto report = connected(two_exchanges(), [](Sight& sight) { sight.obstacle = Obstacle::no_starttls; });
  CHECK(words(of(report, "mail-tls")) == Words{"mail-in-the-clear", "mail-in-the-clear"});
  CHECK(of(report, "mail-tls").state == State::weakened);
}
