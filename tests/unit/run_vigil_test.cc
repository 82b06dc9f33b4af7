// A watched name by a clock that the test sets: what is news, when the next question is due, what caches
// keep.
#include <doctest/doctest.h>

#include "run/vigil.h"

namespace {

using namespace edig;
using namespace edig::run;
using namespace std::chrono_literals;
using report::Keeping;
using News = Vigil::News;
using std::chrono::seconds;

Sight servfail(std::set<std::uint16_t> info_codes = {}) {
  return {.outcome = {.no_reply = {}, .rcode = 2, .info_codes = std::move(info_codes), .errors = {}},
          .keeping = Keeping::failure_at_least,
          .kept = 300s};
}
Sight nxdomain(std::optional<seconds> left = {}, seconds kept = 3600s) {
  return {.outcome = {.no_reply = {}, .rcode = 3, .info_codes = {}, .errors = {}},
          .cached = left,
          .keeping = Keeping::negative_ttl,
          .kept = kept};
}
Sight silence(std::string kind = "timeout") {
  return {.outcome = {.no_reply = std::move(kind), .info_codes = {}, .errors = {}},
          .keeping = Keeping::failure_at_least,
          .kept = 300s};
}
Sight works(std::optional<seconds> left = {}) {
  return {.outcome = {.works = true, .no_reply = {}, .records = true, .info_codes = {}, .errors = {}},
          .cached = left};
}

/// A watch with an interval of 10 s, begun at 0 s.
struct Night {
  Vigil vigil{10s, at(0s)};
  seconds now{};

  static Moment at(seconds time) {
    return {std::chrono::sys_seconds(1'000'000s + time), std::chrono::steady_clock::time_point(time)};
  }
  News see(const Sight& sight) { return vigil.take(sight, at(now)); }
  seconds due() const { return std::chrono::ceil<seconds>(vigil.due().time_since_epoch()); }
  void sleep() { now = due(); }
  /// Twice, as it takes.
  News change_to(const Sight& sight) {
    sleep();
    CHECK(see(sight) == News::doubt);
    CHECK(due() == now);
    return see(sight);
  }
  report::Watched watched(bool ends = false) const { return vigil.watched(at(now), ends); }
};

seconds since_begin(report::Watched::Time time) { return time - Night::at(0s).wall; }

}  // namespace

TEST_CASE("the first look is news, and the same again is none") {
  Night night;
  CHECK(night.see(servfail({9})) == News::change);
  CHECK(night.due() == 10s);
  CHECK(since_begin(*night.watched().next) == 10s);
  for (int look = 0; look < 1000; ++look) {
    night.sleep();
    CHECK(night.see(servfail({9})) == News::none);
  }
  CHECK(night.now == 10'000s);
  CHECK(since_begin(night.watched().since) == 0s);
}

TEST_CASE("a name that works says so at once") {
  Night night;
  CHECK(night.see(works()) == News::change);
  CHECK(night.vigil.works());
  CHECK(night.watched(true).caches.empty());
  CHECK_FALSE(night.watched(true).next);
}

TEST_CASE("one lost packet changes nothing") {
  Night night;
  night.see(servfail());
  night.sleep();
  CHECK(night.see(silence()) == News::doubt);
  CHECK(night.due() == night.now);  // asked again at once
  CHECK(night.see(servfail()) == News::none);
  CHECK(night.due() == 20s);
  CHECK(since_begin(night.watched().since) == 0s);
  SUBCASE("the next one does not either: it is the first again") {
    night.sleep();
    CHECK(night.see(silence()) == News::doubt);
  }
}

TEST_CASE("silence that goes on is a change") {
  Night night;
  night.see(servfail());
  CHECK(night.change_to(silence()) == News::change);
  CHECK(night.change_to(silence("refused")) == News::change);
}

TEST_CASE("a change is dated from its first sight") {
  Night night;
  night.see(servfail());
  night.sleep();
  night.see(works());
  night.now += 5s;
  CHECK(night.see(works()) == News::change);
  CHECK(since_begin(night.watched().since) == 10s);
  CHECK(since_begin(night.watched().at) == 15s);
  CHECK(night.watched().age == 15s);
}

TEST_CASE("several caches behind one address: one of them knows already") {
  Night night;
  night.see(nxdomain());
  for (int look = 0; look < 5; ++look) {
    night.sleep();
    CHECK(night.see(works()) == News::doubt);
    CHECK(night.see(nxdomain()) == News::none);
    CHECK_FALSE(night.vigil.works());
  }
  CHECK(night.change_to(works()) == News::change);
}

TEST_CASE("where no two looks are alike it is not asked faster") {
  Night night;
  night.see(servfail());
  for (std::uint16_t code = 100; code < 120; code += 2) {
    night.sleep();
    auto begun = night.now;
    CHECK(night.see(servfail({code})) == News::doubt);
    CHECK(night.due() == begun);
    CHECK(night.see(servfail({static_cast<std::uint16_t>(code + 1)})) == News::doubt);
    CHECK(night.due() == begun + 10s);
    night.sleep();
    CHECK(night.see(servfail()) == News::none);
  }
}

TEST_CASE("a failure from the cache says less, and nothing new") {
  Night night;
  night.see(servfail({7, 9}));
  for (const auto& codes : {std::set<std::uint16_t>{6}, {}, {9}, {7, 9}}) {
    night.sleep();
    CHECK(night.see(servfail(codes)) == News::none);
  }
  CHECK(night.change_to(servfail({9, 22})) == News::change);
  CHECK(night.change_to(nxdomain()) == News::change);
}

TEST_CASE("that a block is not said any more is a change") {
  Night night;
  auto blocked = nxdomain();
  blocked.outcome.info_codes = {15};
  night.see(blocked);
  CHECK(night.change_to(nxdomain()) == News::change);
}

TEST_CASE("what the server has in its cache is waited for") {
  Night night;
  SUBCASE("a negative answer with 42 s left: a second later, as the last one may last that long") {
    night.see(nxdomain(42s));
    CHECK(night.due() == 43s);
    CHECK(night.watched().next_for_ttl);
    CHECK(since_begin(*night.watched().next) == 43s);
  }
  SUBCASE("less than the interval") {
    night.see(nxdomain(3s));
    CHECK(night.due() == 10s);
    CHECK_FALSE(night.watched().next_for_ttl);
  }
  SUBCASE("not for a day: the cache may be told to forget") {
    night.see(nxdomain(86400s));
    CHECK(night.due() == Vigil::max_wait);
    CHECK(night.watched().next_for_ttl);
  }
  SUBCASE("an authoritative answer") {
    night.see(nxdomain());
    CHECK(night.due() == 10s);
  }
}

TEST_CASE("caches may keep a denial as long as its SOA says, counted from the change") {
  Night night;
  night.see(nxdomain(120s, 3600s));
  CHECK(night.watched().caches.at(0).at_most == 3600s);
  CHECK_FALSE(night.watched().caches.at(0).until);
  night.sleep();
  CHECK(night.see(nxdomain(60s, 1800s)) == News::none);
  auto broken_until = night.due();
  CHECK(night.change_to(works()) == News::change);
  auto watched = night.watched(true);
  REQUIRE(watched.caches.size() == 1);
  CHECK(watched.caches[0].keeping == Keeping::negative_ttl);
  CHECK(watched.caches[0].at_most == 3600s);  // the longest that was seen
  CHECK(since_begin(*watched.caches_until()) == broken_until + 3600s);
}

TEST_CASE("of a failure alone nobody knows the whole") {
  Night night;
  night.see(nxdomain());
  night.change_to(servfail());
  night.change_to(works());
  auto watched = night.watched(true);
  REQUIRE(watched.caches.size() == 2);
  CHECK(since_begin(*watched.caches[0].until) == 10s + 3600s);
  CHECK(since_begin(*watched.caches[1].until) == 20s + 300s);
  CHECK_FALSE(watched.caches_until());
}

TEST_CASE("what was before the name last worked is over") {
  Night night;
  night.see(servfail());
  night.change_to(works());
  night.change_to(nxdomain());
  night.change_to(works());
  auto watched = night.watched(true);
  REQUIRE(watched.caches.size() == 1);
  CHECK(watched.caches[0].keeping == Keeping::negative_ttl);
}

TEST_CASE("a name whose last look is in doubt does not count as one that works") {
  Night night;
  night.see(works());
  night.sleep();
  CHECK(night.see(servfail()) == News::doubt);
  CHECK_FALSE(night.vigil.works());
  CHECK(night.see(works()) == News::none);
  CHECK(night.vigil.works());
}

TEST_CASE("waiting is by the clock that nobody sets") {
  Night night;
  night.see(servfail());
  Moment set_back{Night::at(-3600s).wall, Night::at(10s).steady};
  CHECK(night.vigil.take(servfail(), set_back) == News::none);
  CHECK(night.due() == 20s);
  CHECK(night.vigil.age(set_back) == 10s);
}
