#include "base/fiber.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using edig::Fiber;

TEST_CASE("two calls take turns, and each goes on where it paused") {
  std::string said;
  auto counting = [&said](char name) {
    return [&said, name](Fiber& fiber) {
      for (char step = '1'; step <= '3'; ++step) {
        said += name;
        said += step;
        fiber.pause();
      }
    };
  };
  Fiber first(counting('a')), second(counting('b'));
  CHECK(said.empty());
  while (!first.ended()) {
    first.resume();
    second.resume();
  }
  CHECK(second.ended());
  CHECK(said == "a1b1a2b2a3b3");
}

TEST_CASE("what a call throws comes to who resumed it") {
  Fiber fiber([](Fiber& self) {
    self.pause();
    throw std::runtime_error("no more");
  });
  fiber.resume();
  CHECK(!fiber.ended());
  CHECK_THROWS_WITH(fiber.resume(), "no more");
  CHECK(fiber.ended());
}

TEST_CASE("a call that was never begun is let go") {
  Fiber fiber([](Fiber&) { FAIL("it was not resumed"); });
  CHECK(!fiber.ended());
}
