// When which question goes to which server, over a simulated clock and network: loss, delay, reordering,
// servers that die and come back. Whatever happens, every question ends exactly once.
#include <doctest/doctest.h>
#include <malloc.h>

#include <functional>
#include <map>
#include <random>

#include "survey/scheduler.h"

using namespace edig::survey;
using namespace std::chrono_literals;

namespace {

using Duration = std::chrono::steady_clock::duration;

struct Network {
  std::mt19937 random{1};
  double loss = 0;
  Duration delay = 20ms, spread = 0ms;
  std::function<bool(Scheduler::Server, Time)> up = [](auto, auto) { return true; };
  std::function<double(std::size_t)> loss_at = {};  // by how many questions are under way

  bool loses(Scheduler::Server server, Time now, std::size_t under_way) {
    auto lost = loss_at ? loss_at(under_way) : loss;
    return !up(server, now) || std::uniform_real_distribution<>(0, 1)(random) < lost;
  }
  Duration takes() {
    return delay + Duration(spread.count() == 0 ? 0 : static_cast<Duration::rep>(random()) % spread.count());
  }
};

// What became of a run of so many questions.
struct Run {
  std::size_t answered = 0, over = 0;
  unsigned sent = 0;
  std::vector<unsigned> ends;  // of each question
  std::map<Scheduler::Server, unsigned> sent_to;
  std::map<long, unsigned> sent_in;  // by second
  Duration took{};
  std::size_t largest_window = 0;
};

class Simulation {
 public:
  Simulation(Pace pace, std::size_t servers, Network network)
      : scheduler_(pace, servers), network_(std::move(network)), questions_(pace.parallel) {}

  Run run(std::size_t count, Duration limit = 24h) {
    run_.ends.assign(count, 0);
    std::size_t next = 0;
    auto begun = now_;
    std::vector<Scheduler::Slot> over;
    while (run_.answered + run_.over < count && now_ - begun < limit) {
      while (next < count && scheduler_.has_room()) questions_[scheduler_.add()] = next++;
      while (auto send = scheduler_.next(now_)) put(*send);
      over.clear();
      scheduler_.expire(now_, over);
      for (auto slot : over) {
        ++run_.over;
        ++run_.ends[questions_[slot]];
      }
      if ((scheduler_.has_room() && next < count) || run_.answered + run_.over == count) continue;
      auto until = scheduler_.wake(now_);
      if (!replies_.empty()) until = std::min(until, replies_.begin()->first);
      REQUIRE(until != Time::max());
      now_ = std::max(now_, until);
      deliver();
    }
    run_.took = now_ - begun;
    return run_;
  }

  Scheduler& scheduler() { return scheduler_; }

 private:
  struct Reply {
    Scheduler::Send send;
    std::size_t question;
  };

  void put(const Scheduler::Send& send) {
    ++run_.sent;
    ++run_.sent_to[send.server];
    ++run_.sent_in[std::chrono::duration_cast<std::chrono::seconds>(now_ - Time{}).count()];
    run_.largest_window = std::max(run_.largest_window, scheduler_.window(send.server));
    if (network_.loses(send.server, now_, replies_.size())) return;
    replies_.emplace(now_ + network_.takes(), Reply{send, questions_[send.slot]});
  }

  // As the engine does: a reply to a question that has ended is nobody's.
  void deliver() {
    while (!replies_.empty() && replies_.begin()->first <= now_) {
      auto [send, question] = replies_.begin()->second;
      replies_.erase(replies_.begin());
      if (questions_[send.slot] != question || run_.ends[question] > 0) continue;
      ++run_.answered;
      ++run_.ends[question];
      scheduler_.settle(send.slot, send.server, now_);
    }
  }

  Scheduler scheduler_;
  Network network_;
  Time now_ = Time{} + 1h;
  std::vector<std::size_t> questions_;  // by slot
  std::multimap<Time, Reply> replies_;
  Run run_;
};

Pace unbounded(std::size_t parallel = 1000) {
  Pace pace;
  pace.parallel = parallel;
  pace.rate = 0;
  return pace;
}

void check_ends(const Run& run) {
  CHECK(run.answered + run.over == run.ends.size());
  for (auto ends : run.ends)
    if (ends != 1) FAIL_CHECK("a question ended " << ends << " times");
}

}  // namespace

TEST_CASE("a quick server gets as many questions as fit, each once") {
  auto run = Simulation(unbounded(), 1, {}).run(100000);
  check_ends(run);
  CHECK(run.over == 0);
  CHECK(run.sent == 100000);
  CHECK(run.largest_window == 1000);
  CHECK(run.took < 4s);  // 50,000 a second
}

TEST_CASE("no second has more questions for a server than its rate") {
  Pace pace;
  pace.rate = 500;
  auto run = Simulation(pace, 2, {}).run(10000);
  check_ends(run);
  for (auto [second, sent] : run.sent_in) CHECK(sent <= 2 * (500 + 10 + 1));
  CHECK(run.took > 9s);
  CHECK(run.took < 11s);
}

TEST_CASE("loss of the path costs no name and is no reason to crawl") {
  for (double loss : {0.01, 0.2}) {
    Network network;
    network.loss = loss;
    network.spread = 10ms;
    auto run = Simulation(unbounded(), 2, network).run(100000);
    check_ends(run);
    CHECK(run.over <= 100000 * loss * loss * loss * loss * loss * 2);
    CHECK(run.largest_window >= 500);
    CHECK(run.took < 60s);
  }
}

TEST_CASE("a server that loses what is too much for it is asked more slowly, until it answers") {
  Network network;
  network.loss_at = [](std::size_t under_way) { return under_way > 200 ? 0.5 : 0; };
  Simulation simulation(unbounded(), 1, network);
  auto run = simulation.run(50000);
  check_ends(run);
  CHECK(run.over <= 50);
  CHECK(simulation.scheduler().window(0) <= 400);
}

TEST_CASE("replies out of order, and later than the patience of the first tries") {
  Network network;
  network.delay = 100ms;
  network.spread = 3s;
  auto run = Simulation(unbounded(), 3, network).run(20000);
  check_ends(run);
  CHECK(run.over == 0);
}

TEST_CASE("the names of a server that dies go to the others, and it is asked again when it is back") {
  Network network;
  network.up = [](auto server, Time now) {
    return server != 0 || now < Time{} + 1h + 2s || now > Time{} + 1h + 20s;
  };
  Pace pace;
  pace.rate = 2000;
  Simulation simulation(pace, 2, network);
  auto run = simulation.run(100000);
  check_ends(run);
  CHECK(run.over == 0);
  CHECK_FALSE(simulation.scheduler().is_silent(0));
  CHECK(run.sent_to[0] > 10000);
  CHECK(run.sent_to[1] > 50000);
}

TEST_CASE("where all are silent it is told how long, and few questions are sent") {
  Network network;
  network.up = [](auto, Time now) { return now < Time{} + 1h + 1s; };
  Simulation simulation(unbounded(), 2, network);
  auto run = simulation.run(1000000, 60s);
  CHECK(simulation.scheduler().silence(Time{} + 1h + 60s) > 58s);
  CHECK(run.sent_in[3600 + 50] <= 4);
}

TEST_CASE("a pause of the input is no silence of the servers") {
  Scheduler scheduler(unbounded(4), 1);
  Time now = Time{} + 1h;
  auto slot = scheduler.add();
  REQUIRE(scheduler.next(now));
  scheduler.settle(slot, 0, now + 1s);
  CHECK(scheduler.silence(now + 1h) == 0s);
  scheduler.add();
  REQUIRE(scheduler.next(now + 1h));
  CHECK(scheduler.silence(now + 1h + 5s) == 5s);
  scheduler.hear(0, now + 1h + 6s);
  CHECK(scheduler.silence(now + 1h + 7s) == 1s);
}

TEST_CASE("a server that is silent about many names is one that answers, once it is heard") {
  Pace pace = unbounded(300);
  Scheduler scheduler(pace, 1);
  Time now = Time{} + 1h;
  std::vector<Scheduler::Slot> over;
  while (scheduler.has_room()) scheduler.add();
  for (int i = 0; i < 1000 && !scheduler.is_silent(0); ++i) {
    while (scheduler.next(now)) continue;
    now += 1s;
    scheduler.expire(now, over);
  }
  CHECK(scheduler.is_silent(0));
  scheduler.hear(0, now);
  CHECK_FALSE(scheduler.is_silent(0));
  CHECK(scheduler.window(0) >= 4);
}

TEST_CASE("the late reply of one server says nothing of the one that was asked after it") {
  Scheduler scheduler(unbounded(1000), 2);
  Time now = Time{} + 1h;
  std::vector<Scheduler::Slot> over;
  for (int i = 0; i < 500; ++i) {
    auto slot = scheduler.add();
    auto first = scheduler.next(now);
    REQUIRE(first);
    now += 1s;
    scheduler.expire(now, over);
    auto second = scheduler.next(now);
    REQUIRE(second);
    CHECK(second->server != first->server);
    scheduler.settle(slot, first->server, now);
  }
  CHECK(over.empty());
  CHECK_FALSE(scheduler.is_silent(0));
  CHECK_FALSE(scheduler.is_silent(1));
}

TEST_CASE("what failed at one server is asked of another, where there is one") {
  Scheduler two(unbounded(4), 2), one(unbounded(4), 1);
  Time now = Time{} + 1h;
  two.add({}, Scheduler::Server(0));
  CHECK(two.next(now)->server == 1);
  two.add({}, Scheduler::Server(1));
  CHECK(two.next(now)->server == 0);
  one.add({}, Scheduler::Server(0));
  CHECK(one.next(now)->server == 0);
}

TEST_CASE("a question for one server alone waits for it and for no other") {
  Scheduler scheduler(unbounded(4), 2);
  Time now = Time{} + 1h;
  auto slot = scheduler.add(Scheduler::Server(1));
  auto send = scheduler.next(now);
  REQUIRE(send);
  CHECK(send->slot == slot);
  CHECK(send->server == 1);
  CHECK_FALSE(scheduler.next(now));
  CHECK(scheduler.fail(slot, now, true));
  CHECK(scheduler.next(now)->server == 1);
}

TEST_CASE("what was sent beside counts for the rate") {
  Scheduler scheduler({.parallel = 2, .rate = 10}, 1);
  Time now{1h};
  scheduler.add();
  REQUIRE(scheduler.next(now));
  scheduler.charge(0);
  scheduler.add();
  CHECK(scheduler.wake(now) >= now + 200ms);
  CHECK(!scheduler.next(now + 190ms));
  CHECK(scheduler.next(now + 210ms));
}

TEST_CASE("what could not be sent comes next, and is no try") {
  Scheduler scheduler(unbounded(4), 1);
  Time now = Time{} + 1h;
  auto first = scheduler.add();
  scheduler.add();
  auto send = scheduler.next(now);
  scheduler.take_back(*send);
  CHECK(scheduler.attempts(first) == 0);
  CHECK(scheduler.next(now)->slot == first);
}

TEST_CASE("scheduler: what is for one server alone goes before what any may be asked") {
  Pace pace{.parallel = 4, .rate = 0};
  Scheduler scheduler(pace, 2);
  Time now{};
  scheduler.add();
  auto bound = scheduler.add(Scheduler::Server{1});
  auto first = scheduler.next(now);
  REQUIRE(first);
  CHECK(first->slot == bound);
  CHECK(first->server == 1);
  CHECK(scheduler.next(now));
}

TEST_CASE(
    "scheduler: what is for a server alone that has gone silent waits for it only where there is no other") {
  for (std::size_t servers : {1U, 2U}) {
    Pace pace{.parallel = 300, .rate = 0, .patience = {100ms}};
    Scheduler scheduler(pace, servers);
    Time now{};
    std::vector<Scheduler::Slot> over;
    for (int i = 0; i < 100 && !scheduler.is_silent(0); ++i) {
      while (scheduler.has_room()) scheduler.add(Scheduler::Server{0});
      while (scheduler.next(now)) {
      }
      now += 100ms;
      over.clear();
      scheduler.expire(now, over);
    }
    REQUIRE(scheduler.is_silent(0));
    CHECK((scheduler.under_way() == 0) == (servers == 2));
  }
}

TEST_CASE("scheduler: what is answered does not pile up behind a question that waits") {
  Scheduler scheduler({.parallel = 100, .rate = 0, .patience = {1h}}, 1);
  Time now{1h};
  scheduler.add();
  REQUIRE(scheduler.next(now));
  auto before = mallinfo2().uordblks;
  for (int i = 0; i < 1000000; ++i) {
    scheduler.add();
    scheduler.settle(scheduler.next(now)->slot, 0, now);
  }
  CHECK(mallinfo2().uordblks < before + 100000);
}
