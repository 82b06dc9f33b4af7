// The rules of asking again, over replies that no server gave.
#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <deque>

#include "dns/types.h"
#include "transport/ask_again.h"
#include "transport/failure.h"

using namespace edig;
using namespace edig::transport;

namespace {

constexpr std::uint8_t client_cookie[] = {1, 2, 3, 4, 5, 6, 7, 8};

// Servers that give prepared exchanges, one after the other, and remember what they were asked. One that is
// late is the reply to what was asked first.
struct Script {
  template <typename... Exchanges>
  explicit Script(Exchanges... prepared) : exchanges{std::move(prepared)...} {}

  std::deque<Exchange> exchanges;
  std::vector<Step> asked;
  std::vector<std::chrono::milliseconds> timeouts;
  Cookies cookies;

  Exchange run(const Job& job) {
    asio::io_context context;
    AskOnce ask_once = [this](Step& step, const Tactics& tactics) {
      timeouts.push_back(tactics.timeout);
      return answer(step);
    };
    std::optional<Exchange> outcome;
    asio::co_spawn(context, ask_again(job, ask_once, cookies),
                   [&](std::exception_ptr fault, Exchange exchange) {
                     if (fault) std::rethrow_exception(fault);
                     outcome = std::move(exchange);
                   });
    context.run();
    REQUIRE(outcome);
    CHECK(exchanges.empty());
    return std::move(*outcome);
  }

  Task<Exchange> answer(Step& step) {
    asked.push_back(step);
    REQUIRE(!exchanges.empty());
    auto exchange = std::move(exchanges.front());
    exchanges.pop_front();
    if (exchange.late) step = asked.front();
    exchange.peer = {step.server.host, step.server.port, {}, step.server.protocol};
    co_return exchange;
  }
};

Exchange reply(std::uint16_t rcode, bool edns = true) {
  Exchange exchange;
  exchange.reply->message.rcode = rcode;
  exchange.reply->message.header.rcode = rcode & 15;
  if (edns) exchange.reply->message.edns = dns::Edns{};
  return exchange;
}

Exchange truncated() {
  auto exchange = reply(dns::rcode::noerror);
  exchange.reply->message.header.tc = true;
  return exchange;
}

Exchange with_cookie(Exchange exchange, std::uint8_t filling) {
  Bytes cookie(client_cookie, client_cookie + 8);
  cookie.insert(cookie.end(), 16, filling);
  exchange.reply->message.edns->options.push_back({dns::option::cookie, cookie});
  return exchange;
}

Exchange failed(Error::Kind kind) { return unanswered({}, {kind, "no luck", "try luck"}); }

// What came had another client's cookie, so often.
Exchange other_cookie(unsigned times) {
  auto exchange = failed(Error::Kind::foreign_cookie);
  exchange.foreign_cookie = true;
  exchange.dropped = times;
  return exchange;
}

Job job(std::vector<std::string> hosts = {"192.0.2.1"}) {
  Job job;
  for (const auto& host : hosts) job.servers.push_back({.host = host, .tls = {}, .http = {}});
  return job;
}

Job job_with_cookie() {
  auto asking = job();
  asking.query.edns->options.push_back({dns::option::cookie, Bytes(client_cookie, client_cookie + 8)});
  return asking;
}

std::vector<std::string> outcomes(const Exchange& exchange) {
  std::vector<std::string> outcomes;
  for (const auto& attempt : exchange.attempts) outcomes.push_back(attempt.outcome);
  return outcomes;
}

using Outcomes = std::vector<std::string>;

}  // namespace

TEST_CASE("a reply settles the question") {
  Script script(reply(dns::rcode::nxdomain));
  auto exchange = script.run(job());
  REQUIRE(exchange.reply);
  CHECK(exchange.attempts.empty());
  CHECK(!exchange.reply->without_edns);
}

TEST_CASE("a truncated reply leads to TCP at the same server, unless it is wanted") {
  Script script(truncated(), truncated());
  auto exchange = script.run(job({"192.0.2.1", "192.0.2.2"}));
  CHECK(outcomes(exchange) == Outcomes{"truncated"});
  CHECK(script.asked[1].server.protocol == Protocol::tcp);
  CHECK(script.asked[1].server.host == "192.0.2.1");

  Script keep(truncated());
  auto asking = job();
  asking.tactics.ignore_tc = true;
  CHECK(keep.run(asking).attempts.empty());
}

TEST_CASE("silent servers are asked in turn, then once without EDNS") {
  using enum Error::Kind;
  Script script(failed(timeout), failed(timeout), failed(timeout), failed(timeout), failed(timeout));
  auto asking = job({"192.0.2.1", "192.0.2.2"});
  asking.tactics.tries = 2;
  auto exchange = script.run(asking);
  REQUIRE(!exchange.reply);
  CHECK(exchange.reply.error().kind == timeout);
  CHECK(exchange.attempts.size() == 4);
  CHECK(script.asked[1].server.host == "192.0.2.2");
  CHECK(script.asked[2].server.host == "192.0.2.1");
  CHECK(script.asked[3].query.edns);
  CHECK(!script.asked[4].query.edns);
  CHECK(exchange.reply.error().text == "no luck; 1 other server gave no reply either");
}

TEST_CASE("no try outlasts the deadline of all, and none begins after it") {
  Script script(failed(Error::Kind::timeout));
  auto asking = job({"192.0.2.1", "192.0.2.2"});
  asking.tactics.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  auto exchange = script.run(asking);
  CHECK(exchange.reply.error().kind == Error::Kind::timeout);
  CHECK(script.timeouts == std::vector{std::chrono::milliseconds(0)});

  Script in_time(reply(dns::rcode::noerror));
  asking.tactics.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  in_time.run(asking);
  CHECK(in_time.timeouts.front() <= std::chrono::seconds(2));
}

TEST_CASE("a server that is silent only on EDNS") {
  Script script(failed(Error::Kind::timeout), failed(Error::Kind::timeout), reply(0, false));
  auto asking = job();
  asking.tactics.tries = 2;
  auto exchange = script.run(asking);
  REQUIRE(exchange.reply);
  CHECK(exchange.reply->without_edns);
  CHECK(outcomes(exchange) == Outcomes{"timeout", "timeout"});
}

TEST_CASE("what is refused is not tried again") {
  Script script(failed(Error::Kind::refused), reply(0));
  auto exchange = script.run(job({"192.0.2.1", "192.0.2.2"}));
  CHECK(exchange.reply);
  CHECK(outcomes(exchange) == Outcomes{"refused"});

  Script alone(failed(Error::Kind::refused));
  auto refused = alone.run(job());
  CHECK(refused.attempts.empty());
  CHECK(refused.reply.error().text == "no luck");
}

TEST_CASE("a connection is tried once") {
  Script script(failed(Error::Kind::timeout));
  auto asking = job();
  asking.servers[0].protocol = Protocol::tls;
  CHECK(script.run(asking).attempts.empty());
}

TEST_CASE("or so often as is said, as long as it is silent") {
  Script script(failed(Error::Kind::timeout), failed(Error::Kind::timeout), failed(Error::Kind::refused));
  auto asking = job();
  asking.servers[0].protocol = Protocol::tls;
  asking.tactics.connection_tries = 4;
  auto exchange = script.run(asking);
  CHECK(outcomes(exchange) == Outcomes{"timeout", "timeout"});
  for (const auto& step : script.asked) CHECK(step.query.edns);
}

TEST_CASE("where so many tries are wanted and no more, the last one is that without EDNS") {
  for (int tries : {1, 3}) {
    Script script;
    for (int i = 0; i < tries; ++i) script.exchanges.push_back(failed(Error::Kind::timeout));
    auto asking = job();
    asking.tactics.tries = tries;
    asking.tactics.exact_tries = true;
    CHECK(!script.run(asking).reply);
    CHECK(script.asked.back().query.edns.has_value() == (tries == 1));
  }
}

TEST_CASE("as dig: all tries at the first server, whatever the failure, then one at each other") {
  Script script(failed(Error::Kind::refused), failed(Error::Kind::timeout), failed(Error::Kind::refused));
  auto asking = job({"192.0.2.1", "192.0.2.2"});
  asking.tactics.tries = 2;
  asking.tactics.try_like_dig = true;
  asking.tactics.edns_silence_fallback = false;
  CHECK(!script.run(asking).reply);
  CHECK(script.asked[1].server.host == "192.0.2.1");
  CHECK(script.asked[2].server.host == "192.0.2.2");
}

TEST_CASE("BADVERS stays where another version is not wanted") {
  Script script(reply(dns::rcode::badvers));
  auto asking = job();
  asking.query.edns->version = 1;
  asking.tactics.version_fallback = false;
  CHECK(script.run(asking).attempts.empty());
}

TEST_CASE("FORMERR and NOTIMP without OPT lead to a query without EDNS") {
  for (auto [rcode, outcome] :
       {std::pair(dns::rcode::formerr, "formerr"), std::pair(dns::rcode::notimp, "notimp")}) {
    Script script(reply(rcode, false), reply(0, false));
    auto exchange = script.run(job());
    CHECK(outcomes(exchange) == Outcomes{outcome});
    CHECK(!script.asked[1].query.edns);
    CHECK(exchange.reply->without_edns);
  }
}

TEST_CASE("FORMERR stays when it is not about EDNS") {
  Script knows_edns(reply(dns::rcode::formerr, true));
  CHECK(knows_edns.run(job()).attempts.empty());

  Script no_fallback(reply(dns::rcode::formerr, false));
  auto asking = job();
  asking.tactics.edns_fallback = false;
  CHECK(no_fallback.run(asking).attempts.empty());

  Script persistent(reply(dns::rcode::formerr, false), reply(dns::rcode::formerr, false));
  CHECK(outcomes(persistent.run(job())) == Outcomes{"formerr"});
}

TEST_CASE("BADVERS leads to the server's version") {
  Script script(reply(dns::rcode::badvers), reply(0));
  auto asking = job();
  asking.query.edns->version = 3;
  CHECK(outcomes(script.run(asking)) == Outcomes{"badvers"});
  CHECK(script.asked[1].query.edns->version == 0);

  Script confused(reply(dns::rcode::badvers));
  CHECK(confused.run(job()).attempts.empty());
}

TEST_CASE("BADCOOKIE leads to the server's cookie, then to TCP, then no further") {
  Script script(with_cookie(reply(dns::rcode::badcookie), 7), with_cookie(reply(dns::rcode::badcookie), 8),
                with_cookie(reply(dns::rcode::badcookie), 9));
  auto exchange = script.run(job_with_cookie());
  CHECK(outcomes(exchange) == Outcomes{"badcookie", "badcookie"});
  CHECK(script.asked[0].query.edns->find(dns::option::cookie)->data.size() == 8);
  CHECK(script.asked[1].query.edns->find(dns::option::cookie)->data.back() == 7);
  CHECK(script.asked[2].server.protocol == Protocol::tcp);
  CHECK(script.asked[2].query.edns->find(dns::option::cookie)->data.back() == 8);
}

TEST_CASE("FORMERR with EDNS to a query with options leads to one without, once") {
  auto formerr = [] {
    auto exchange = reply(dns::rcode::formerr);
    exchange.reply->message.edns = dns::Edns{};
    return exchange;
  };
  Script script(formerr(), formerr());
  auto exchange = script.run(job_with_cookie());
  CHECK(outcomes(exchange) == Outcomes{"options-refused"});
  REQUIRE(script.asked[1].query.edns);
  CHECK(script.asked[1].query.edns->options.empty());
  CHECK(!exchange.reply->without_edns);
}

TEST_CASE("BADCOOKIE to a query without a cookie leads to TCP") {
  Script script(reply(dns::rcode::badcookie), reply(0));
  CHECK(outcomes(script.run(job())) == Outcomes{"badcookie"});
  CHECK(script.asked[1].server.protocol == Protocol::tcp);
}

TEST_CASE("another client's cookie leads to TCP, and there is an answer") {
  Script script(other_cookie(2), reply(0));
  auto exchange = script.run(job_with_cookie());
  REQUIRE(exchange.reply);
  CHECK(exchange.foreign_cookie);
  CHECK(!exchange.reply->without_edns);
  CHECK(exchange.dropped == 2);
  CHECK(outcomes(exchange) == Outcomes{"foreign-cookie"});
  CHECK(script.asked[1].server.protocol == Protocol::tcp);
  CHECK(script.asked[1].query.edns->find(dns::option::cookie));
}

TEST_CASE("another client's cookie and no TCP: without a cookie, EDNS kept, then without EDNS") {
  using enum Error::Kind;
  auto asking = job_with_cookie();
  asking.query.edns->dnssec_ok = true;
  SUBCASE("EDNS kept") {
    Script script(other_cookie(1), failed(refused), reply(0));
    auto exchange = script.run(asking);
    REQUIRE(exchange.reply);
    CHECK(exchange.foreign_cookie);
    CHECK(!exchange.reply->without_edns);
    CHECK(outcomes(exchange) == Outcomes{"foreign-cookie", "refused"});
    CHECK(script.asked[2].server.protocol == Protocol::udp);
    CHECK(script.asked[2].query.edns->dnssec_ok);
    CHECK(!script.asked[2].query.edns->find(dns::option::cookie));
    CHECK(script.timeouts[2] == std::chrono::milliseconds(2000));
  }
  SUBCASE("a cookie all the same") {
    Script script(other_cookie(1), failed(closed), other_cookie(1), reply(0, false));
    auto exchange = script.run(asking);
    REQUIRE(exchange.reply);
    CHECK(exchange.reply->without_edns);
    CHECK(!script.asked[3].query.edns);
    CHECK(outcomes(exchange) == Outcomes{"foreign-cookie", "closed", "foreign-cookie"});
  }
  SUBCASE("silence on EDNS is not to be looked into") {
    asking.tactics.edns_silence_fallback = false;
    Script script(other_cookie(1), failed(refused), failed(timeout));
    CHECK(script.run(asking).reply.error().kind == Error::Kind::foreign_cookie);
  }
}

TEST_CASE("another client's cookie and nothing else: that is what went wrong, and no reason to try again") {
  using enum Error::Kind;
  Script script(other_cookie(1), failed(refused), failed(timeout), failed(timeout));
  auto exchange = script.run(job_with_cookie());
  REQUIRE(!exchange.reply);
  CHECK(exchange.foreign_cookie);
  CHECK(exchange.reply.error().kind == Error::Kind::foreign_cookie);
  CHECK(outcomes(exchange) == Outcomes{"refused", "timeout", "timeout"});
}

TEST_CASE("a reply over a connection may have another client's cookie, and says so") {
  auto asking = job_with_cookie();
  asking.servers[0].protocol = Protocol::tcp;
  auto own = with_cookie(reply(0), 7), other = own;
  other.reply->message.edns->options.back().data[0] ^= 1;
  CHECK(Script(other).run(asking).foreign_cookie);
  CHECK(!Script(own).run(asking).foreign_cookie);
}

TEST_CASE("the server's cookie is used from then on") {
  Script script(with_cookie(reply(0), 7));
  script.run(job_with_cookie());
  script.exchanges.push_back(reply(0));
  script.run(job_with_cookie());
  CHECK(script.asked[1].query.edns->find(dns::option::cookie)->data.size() == 24);

  auto elsewhere = job_with_cookie();
  elsewhere.servers[0].host = "192.0.2.2";
  script.exchanges.push_back(reply(0));
  script.run(elsewhere);
  CHECK(script.asked[2].query.edns->find(dns::option::cookie)->data.size() == 8);
}

TEST_CASE("SERVFAIL leads on when asked to, and is come back to") {
  auto asking = job({"192.0.2.1", "192.0.2.2"});
  Script stays(reply(dns::rcode::servfail));
  CHECK(stays.run(asking).attempts.empty());

  asking.tactics.next_server_on_servfail = true;
  Script better(reply(dns::rcode::servfail), reply(0));
  CHECK(outcomes(better.run(asking)) == Outcomes{"servfail"});

  Script worse(reply(dns::rcode::servfail), failed(Error::Kind::refused));
  auto exchange = worse.run(asking);
  REQUIRE(exchange.reply);
  CHECK(exchange.reply->message.rcode == dns::rcode::servfail);
  CHECK(outcomes(exchange) == Outcomes{"refused"});

  Script last(failed(Error::Kind::refused), reply(dns::rcode::servfail));
  CHECK(outcomes(last.run(asking)) == Outcomes{"refused"});
}

TEST_CASE("an error says how often, and that there was a truncated reply") {
  Script script(truncated(), failed(Error::Kind::refused));
  auto exchange = script.run(job());
  REQUIRE(!exchange.reply);
  CHECK(exchange.reply.error().hint.find("+ignore") != std::string::npos);

  using enum Error::Kind;
  Script silent(failed(timeout), failed(timeout), failed(timeout), failed(timeout));
  CHECK(silent.run(job()).reply.error().text == "no luck, tried 3 times, and without EDNS");
}

TEST_CASE("the late reply to an earlier try settles the question") {
  auto late = reply(dns::rcode::nxdomain);
  late.late = true;
  Script script(failed(Error::Kind::timeout), late);
  auto exchange = script.run(job({"192.0.2.1", "192.0.2.2"}));
  REQUIRE(exchange.reply);
  CHECK(exchange.late);
  CHECK(exchange.peer.address == "192.0.2.1");
  CHECK(outcomes(exchange) == Outcomes{"timeout"});
}

TEST_CASE("what a late reply leads to is put to its own server, by its own query") {
  auto late = truncated();
  late.late = true;
  Script script(failed(Error::Kind::timeout), late, reply(0));
  auto exchange = script.run(job({"192.0.2.1", "192.0.2.2"}));
  CHECK(outcomes(exchange) == Outcomes{"timeout", "truncated"});
  CHECK(script.asked[1].server.host == "192.0.2.2");
  CHECK(script.asked[2].server.host == "192.0.2.1");
  CHECK(script.asked[2].server.protocol == Protocol::tcp);
}

TEST_CASE("a late SERVFAIL is held against the server that gave it") {
  auto late = reply(dns::rcode::servfail);
  late.late = true;
  Script script(failed(Error::Kind::timeout), late, reply(0));
  auto asking = job({"192.0.2.1", "192.0.2.2"});
  asking.tactics.next_server_on_servfail = true;
  auto exchange = script.run(asking);
  REQUIRE(exchange.reply);
  CHECK(exchange.reply->message.rcode == 0);
  CHECK(script.asked[2].server.host == "192.0.2.2");
  CHECK(outcomes(exchange) == Outcomes{"timeout", "servfail"});
}

TEST_CASE("how a reply without EDNS came about") {
  using enum Error::Kind;
  auto asking = job();
  asking.tactics.tries = 2;
  auto had_edns = [](const Exchange& exchange) {
    std::vector<bool> had;
    for (const auto& attempt : exchange.attempts) had.push_back(attempt.edns);
    return had;
  };
  SUBCASE("the server was silent on EDNS") {
    Script script(failed(timeout), failed(timeout), reply(0, false));
    auto exchange = script.run(asking);
    CHECK(exchange.reply->without_edns);
    CHECK(outcomes(exchange) == Outcomes{"timeout", "timeout"});
    CHECK(had_edns(exchange) == std::vector{true, true});
  }
  SUBCASE("the server said that it knows no EDNS, if only when asked again") {
    Script script(failed(timeout), reply(dns::rcode::formerr, false), reply(0, false));
    auto exchange = script.run(asking);
    CHECK(exchange.reply->without_edns);
    CHECK(outcomes(exchange) == Outcomes{"timeout", "formerr"});
  }
  SUBCASE("it said so late, while it was asked without EDNS") {
    auto late = reply(dns::rcode::notimp, false);
    late.late = true;
    Script script(failed(timeout), failed(timeout), late, reply(0, false));
    auto exchange = script.run(asking);
    CHECK(exchange.reply->without_edns);
    CHECK(outcomes(exchange) == Outcomes{"timeout", "timeout", "notimp"});
  }
  SUBCASE("it said so, and then was silent without EDNS") {
    Script script(reply(dns::rcode::formerr, false), failed(timeout), failed(timeout), reply(0, false));
    auto exchange = script.run(asking);
    CHECK(outcomes(exchange) == Outcomes{"formerr", "timeout", "timeout"});
    CHECK(had_edns(exchange) == std::vector{true, false, true});
  }
  SUBCASE("its reply to EDNS came while it was asked without") {
    auto late = reply(0);
    late.late = true;
    Script script(failed(timeout), failed(timeout), late);
    auto exchange = script.run(asking);
    REQUIRE(exchange.reply);
    CHECK(!exchange.reply->without_edns);
    CHECK(exchange.late);
  }
}
