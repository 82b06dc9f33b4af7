// When which question goes to which server: pure, over a clock that is given.
//
// Each server has a rate that is never exceeded, and a window: how many questions may be under way to it.
// What was sent is judged by the cohort, as many questions as the window has room for, once each of them has
// an outcome. While few are lost the window grows; when more are, it is halved. Where that, done four times,
// makes no difference the loss is the path's and not the server's, and is borne. A server that has gone
// silent is asked one question now and then, and the others take over.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace edig::survey {

using Time = std::chrono::steady_clock::time_point;

struct Pace {
  std::size_t parallel = 10000;  // questions under way at a time
  double rate = 500;             // a second, to each server; 0: as fast as it answers
  /// How long each try waits: as many tries as there are.
  std::vector<std::chrono::milliseconds> patience = {
      std::chrono::milliseconds(800), std::chrono::milliseconds(1600), std::chrono::milliseconds(3200),
      std::chrono::milliseconds(5000), std::chrono::milliseconds(5000)};
};

class Scheduler {
 public:
  using Slot = std::uint32_t;    // below Pace::parallel
  using Server = std::uint16_t;  // from 0

  struct Send {
    Slot slot;
    Server server;
    unsigned attempt;  // from 1
  };

  Scheduler(Pace pace, std::size_t servers);

  /// One more; its number. `reserved`: only for questions that are for it alone.
  Server add_server(bool reserved = false);
  bool has_room() const { return !free_.empty(); }
  std::size_t under_way() const { return slots_.size() - free_.size(); }
  /// A question that is to be asked of any server, or of one alone; of `not_first` only where no other can
  /// be.
  Slot add(std::optional<Server> only = {}, std::optional<Server> not_first = {});
  /// What is to be sent now. It counts as sent.
  std::optional<Send> next(Time now);
  /// What `next` gave could not be sent: it waits in front of the others.
  void take_back(const Send& send);
  /// One more was sent to it than `next` gave: the rate is of all.
  void charge(Server server) { servers_[server].tokens -= pace_.rate == 0 ? 0 : 1; }
  /// A reply came from `server`; the slot is free.
  void settle(Slot slot, Server server, Time now);
  /// The last try came to nothing before its time. True: it waits to be asked again. Else it is over, and the
  /// slot is free. `counts`: as a try, and as lost.
  bool fail(Slot slot, Time now, bool counts);
  /// Gives up tries whose time is over: what was the last one is added to `over`, and its slot is free. So is
  /// what waits for a server alone that has gone silent, while there are others.
  void expire(Time now, std::vector<Slot>& over);
  /// When there may be something to do next without anything having come.
  Time wake(Time now) const;

  /// A try is under way.
  bool is_sent(Slot slot) const { return slots_[slot].state == State::sent; }
  unsigned attempts(Slot slot) const { return slots_[slot].attempt; }
  /// Of the last try.
  Server server(Slot slot) const { return slots_[slot].server; }
  /// The server was heard otherwise than by the reply to a question.
  void hear(Server server, Time now);
  /// Questions have been waiting for that long, and nothing has come from any server.
  std::chrono::steady_clock::duration silence(Time now) const;
  std::size_t window(Server server) const { return static_cast<std::size_t>(servers_[server].window); }
  bool is_silent(Server server) const { return servers_[server].silent; }

 private:
  enum class State : std::uint8_t { free, ready, sent };
  struct Place {
    State state = State::free;
    bool bound = false;  // to `server` alone
    bool left = false;   // another than `server` is to be asked, where there is one
    Server server = 0;
    std::uint32_t generation = 0;  // changes with each try: what is noted elsewhere may be outdated
    std::uint32_t cohort = 0;
    unsigned attempt = 0;
  };
  struct Cohort {
    double window = 0;
    unsigned sent = 0, done = 0, lost = 0, unknown = 0;

    bool whole() const;  // no more of it is sent
  };
  struct Cuts {
    unsigned count = 0;
    double first_loss = 0, first_window = 0;  // before them
  };
  struct Host {
    bool reserved = false;
    double window = 0;
    double tokens = 1;
    Time refilled{};
    std::size_t under_way = 0;
    std::map<std::uint32_t, Cohort> cohorts;  // those that are not judged yet
    std::uint32_t cohort = 0;                 // that is being sent
    bool growing = true;                      // nothing was lost yet: the window doubles
    Cuts cuts;                                // those in a row, so far
    double borne = 0;                         // loss that is the path's
    unsigned lost_in_a_row = 0;
    bool silent = false;
    Time probe_at{};
    std::deque<std::pair<Slot, std::uint32_t>> ready;  // questions for it alone
  };
  struct Due {
    Time at;
    Slot slot;
    std::uint32_t generation;
  };
  using Dues = std::deque<Due>;

  bool may_send(const Host& host) const;
  void refill(Host& host, Time now);
  std::optional<Server> choose(const Place& place) const;
  std::optional<Send> take(std::deque<std::pair<Slot, std::uint32_t>>& ready, Time now);
  Send send(Slot slot, Server server, Time now);
  bool is_over(const Due& due) const;
  void note(Dues& dues, const Due& due);
  void give_up_waiting(Host& host, std::vector<Slot>& over);
  void make_ready(Slot slot, bool in_front);
  enum class Came : std::uint8_t { reply, nothing, unknown };
  void leave(Place& place, Came came, Time now);
  void judge(Host& host, const Cohort& cohort);
  void release(Slot slot);
  std::size_t tries() const { return pace_.patience.size(); }

  Pace pace_;
  std::vector<Place> slots_;
  std::vector<Slot> free_;
  std::vector<Host> servers_;
  std::deque<std::pair<Slot, std::uint32_t>> ready_;
  std::vector<Dues> due_;  // one for each try: in the order of their ends
  Time waiting_since_{};   // where something is under way
};

}  // namespace edig::survey
