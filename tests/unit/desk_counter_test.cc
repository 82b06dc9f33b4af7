// The counter of the desk and its limits, by a clock of the test's.
#include "desk/counter.h"

#include <doctest/doctest.h>

using namespace edig::desk;
using namespace std::chrono_literals;
using enum Standing::Kind;

namespace {

std::shared_ptr<const Answer> answer(std::chrono::seconds keep) {
  return std::make_shared<const Answer>(Answer{.views = {}, .tone = "good", .keep = keep});
}

const Counter::Clock::time_point start{1000h};

}  // namespace

TEST_CASE("desk: who asks the same shares one look, and its answer while it is kept") {
  Counter counter({.per_minute = 1});
  CHECK(counter.ask("www.example. A", "anna", start).kind == waiting);
  CHECK(counter.ask("www.example. A", "bert", start).kind == waiting);
  CHECK(counter.begin(start) == "www.example. A");
  CHECK_FALSE(counter.begin(start));
  CHECK(counter.ask("www.example. A", "cleo", start).kind == under_way);
  counter.looks("www.example. A", {"example.", "DS", "192.0.2.1"});
  CHECK(counter.ask("www.example. A", "anna", start).look->type == "DS");
  auto found = answer(30s);
  counter.answered("www.example. A", found, start + 1s);
  // It has cost only the first of them something.
  CHECK(counter.ask("www.example. A", "bert", start + 31s - 1ms).answer == found);
  CHECK(counter.ask("www.example. A", "bert", start + 31s).kind == waiting);
  CHECK(counter.figures().begun == 1);
}

TEST_CASE("desk: what is not to be kept is told to those who wait") {
  Counter counter({});
  CHECK(counter.ask("a. A", "anna", start).kind == waiting);
  counter.begin(start);
  SUBCASE("an answer") {
    auto found = answer(0s);
    counter.answered("a. A", found, start);
    CHECK(counter.ask("a. A", "anna", start + 1s).answer == found);
  }
  SUBCASE("that nothing came of it") {
    counter.answered("a. A", nullptr, start);
    auto standing = counter.ask("a. A", "anna", start + 1s);
    CHECK(standing.kind == answered);
    CHECK(standing.answer == nullptr);
    CHECK(counter.figures().failed == 1);
  }
  CHECK(counter.ask("a. A", "anna", start + 3s).kind == waiting);
}

TEST_CASE("desk: so many are looked at, so many wait, the others are told when to come") {
  Counter counter({.at_once = 2, .waiting = 3});
  for (const auto* key : {"a", "b"}) CHECK(counter.ask(key, "anna", start).kind == waiting);
  CHECK(counter.begin(start) == "a");
  CHECK(counter.begin(start) == "b");
  for (const auto* key : {"c", "d", "e"}) CHECK(counter.ask(key, "anna", start).kind == waiting);
  CHECK_FALSE(counter.begin(start));
  auto last = counter.ask("e", "anna", start);
  CHECK(last.ahead == 2);
  CHECK(last.wait == 2s);  // two rounds of a second each
  auto refused = counter.ask("f", "anna", start);
  CHECK(refused.kind == full);
  CHECK(refused.wait > 0s);
  counter.answered("a", answer(10s), start + 4s);
  CHECK(counter.begin(start + 4s) == "c");
  CHECK(counter.ask("e", "anna", start + 4s).ahead == 1);
}

TEST_CASE("desk: who comes before anything is begun has the room of those that will be") {
  Counter counter({.at_once = 2, .waiting = 1});
  for (const auto* key : {"a", "b", "c"}) CHECK(counter.ask(key, "anna", start).kind == waiting);
  CHECK(counter.ask("d", "anna", start).kind == full);
  while (counter.begin(start)) {
  }
  CHECK(counter.ask("d", "anna", start).kind == full);
}

TEST_CASE("desk: the answers that are kept are bounded; the one that is over first goes") {
  Counter counter({.at_once = 9, .kept = 2});
  for (const auto* key : {"a", "b", "c"}) counter.ask(key, "anna", start);
  while (counter.begin(start))
    ;
  counter.answered("a", answer(60s), start);
  counter.answered("b", answer(20s), start);
  counter.answered("c", answer(40s), start);
  CHECK(counter.kept() == 2);
  CHECK(counter.ask("a", "anna", start).kind == answered);
  CHECK(counter.ask("b", "anna", start).kind == waiting);
  CHECK(counter.ask("c", "anna", start).kind == answered);
}

TEST_CASE("desk: each visitor has so many names a minute") {
  Visitors visitors(3);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(visitors.spend("anna", start));
  CHECK(visitors.spend("anna", start) == 20s);
  CHECK(visitors.spend("anna", start + 19s) == 1s);
  CHECK_FALSE(visitors.spend("bert", start));
  CHECK_FALSE(visitors.spend("anna", start + 20s));
  CHECK(visitors.spend("anna", start + 20s) == 20s);
}

TEST_CASE("desk: visitors are forgotten once their bucket is full, and no crowd takes memory without end") {
  Visitors visitors(3);
  for (std::size_t i = 0; i < Visitors::most; ++i) visitors.spend(std::to_string(i), start);
  CHECK(visitors.known() == Visitors::most);
  CHECK(visitors.spend("one more", start));
  CHECK_FALSE(visitors.spend("1", start));
  CHECK_FALSE(visitors.spend("one more", start + 60s));
  CHECK(visitors.known() == 1);
}

TEST_CASE("desk: a visitor is an IPv4 address or an IPv6 /64") {
  CHECK(visitor_at("192.0.2.1") != visitor_at("192.0.2.2"));
  CHECK(visitor_at("2001:db8::1") == visitor_at("2001:db8::ffff:1"));
  CHECK(visitor_at("2001:db8::1") != visitor_at("2001:db8:0:1::1"));
}
