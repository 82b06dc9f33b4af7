// +connect: destinations as visits, and what came of them in the terms of services.
#include <doctest/doctest.h>

#include "run/visits.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::Destination;
using services::Sight;
using Obstacle = Sight::Obstacle;
using Purpose = Destination::Purpose;
using transport::SmtpFault;
using transport::Visited;

namespace {

Destination destination(Purpose purpose, const char* host, const char* address) {
  return {.purpose = purpose, .host = domain_name(host), .sni = domain_name(host), .address = address};
}

Sight seen(Visited visited) {
  visited.begun = true;
  return run::sight_of(destination(Purpose::mail, "mx.shop.example.", "8.8.4.1"), std::move(visited));
}

Visited failed(Error::Kind kind, bool tls_begun = false) {
  Visited visited;
  visited.error = Error{kind, "what OpenSSL says", {}};
  visited.tls_begun = tls_begun;
  return visited;
}

Visited smtp(SmtpFault::Kind kind) {
  Visited visited;
  visited.smtp_fault = SmtpFault{.kind = kind, .code = 554, .text = "go away"};
  return visited;
}

}  // namespace

TEST_CASE("visits: a destination without the final dots, by its purpose") {
  auto there = destination(Purpose::policy, "mta-sts.shop.example.", "2a00::1");
  there.sni = domain_name("cdn.test.");
  auto visit = run::visit_to(there);
  CHECK(visit.purpose == transport::Visit::Purpose::policy);
  CHECK(visit.host == "mta-sts.shop.example");
  CHECK(visit.sni == "cdn.test");
  CHECK(visit.address == "2a00::1");
  for (auto purpose : {Purpose::mail, Purpose::web, Purpose::policy, Purpose::resolver})
    CHECK(static_cast<int>(run::visit_to(destination(purpose, "a.", "8.8.4.1")).purpose) ==
          static_cast<int>(purpose));
}

TEST_CASE("visits: what stood in the way") {
  using Kind = Error::Kind;
  auto obstacle = [](Visited visited) { return seen(std::move(visited)).obstacle; };
  CHECK(obstacle({}) == Obstacle::none);
  CHECK(obstacle(failed(Kind::timeout)) == Obstacle::no_reply);
  CHECK(obstacle(failed(Kind::refused)) == Obstacle::no_connection);
  CHECK(obstacle(failed(Kind::unreachable)) == Obstacle::no_route);
  CHECK(obstacle(failed(Kind::timeout, true)) == Obstacle::no_reply);
  CHECK(obstacle(failed(Kind::reset, true)) == Obstacle::tls);
  CHECK(obstacle(failed(Kind::tls, true)) == Obstacle::tls);
  CHECK(obstacle(failed(Kind::http, true)) == Obstacle::no_protocol);
  for (auto [kind, expected] :
       {std::pair(Kind::timeout, Obstacle::no_reply), {Kind::closed, Obstacle::bad_http}}) {
    auto shown = failed(kind, true);
    shown.shown.certificates = {Bytes{1}};
    CHECK(obstacle(shown) == expected);
  }
  CHECK(obstacle(smtp(SmtpFault::Kind::refused)) == Obstacle::refused);
  CHECK(obstacle(smtp(SmtpFault::Kind::no_starttls)) == Obstacle::no_starttls);
  CHECK(obstacle(smtp(SmtpFault::Kind::ended)) == Obstacle::no_connection);
  for (auto kind : {SmtpFault::Kind::no_smtp, SmtpFault::Kind::too_long, SmtpFault::Kind::out_of_turn})
    CHECK(obstacle(smtp(kind)) == Obstacle::bad_smtp);
  Visited broken_off;
  broken_off.http.fault = transport::HttpFault::too_large;
  CHECK(obstacle(broken_off) == Obstacle::bad_http);
  CHECK(run::sight_of(destination(Purpose::mail, "mx.", "8.8.4.1"), failed(Kind::timeout)).obstacle ==
        Obstacle::no_time);
}

TEST_CASE("visits: reasons are words, OpenSSL's, or the server's") {
  CHECK(seen(failed(Error::Kind::refused)).reason == "refused");
  CHECK(seen(failed(Error::Kind::tls, true)).reason == "what OpenSSL says");
  CHECK(seen(smtp(SmtpFault::Kind::refused)).reason == "554 go away");
  CHECK(seen(smtp(SmtpFault::Kind::out_of_turn)).reason == "out-of-turn");
  CHECK(seen(smtp(SmtpFault::Kind::no_starttls)).reason.empty());
}

TEST_CASE("visits: to whom, a line for each host and port") {
  std::vector<Destination> led = {destination(Purpose::mail, "mx.shop.example.", "8.8.4.1"),
                                  destination(Purpose::mail, "mx.shop.example.", "2a00::1"),
                                  destination(Purpose::web, "shop.example.", "8.8.4.2"),
                                  destination(Purpose::web, "shop.example.", "8.8.4.2")};
  CHECK(run::announcement(led) ==
        "edig: connecting to mx.shop.example (8.8.4.1, 2a00::1) port 25\n"
        "edig: connecting to shop.example (8.8.4.2) port 443\n");
  CHECK(run::announcement({}).empty());
}
