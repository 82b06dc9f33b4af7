#include "survey/scheduler.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace edig::survey {
namespace {

constexpr double first_window = 64, least_window = 4;
// Of a cohort, that is more than chance.
constexpr double usual_loss = 0.02;
constexpr double least_cohort = 64;
constexpr auto probe_interval = std::chrono::seconds(1);
// So often the window is halved before the loss is known to be the path's.
constexpr unsigned cuts_to_tell = 4;
// A server that lost so many without a reply between them is silent.
constexpr unsigned most_in_a_row = 200;
// The tokens that may be saved up: a burst of 20 ms.
constexpr double burst_seconds = 0.02;

double seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

Scheduler::Scheduler(Pace pace, std::size_t servers)
    : pace_(std::move(pace)), slots_(pace_.parallel), due_(pace_.patience.size()) {
  free_.reserve(slots_.size());
  for (auto slot = static_cast<Slot>(slots_.size()); slot > 0; --slot) free_.push_back(slot - 1);
  for (std::size_t i = 0; i < servers; ++i) add_server();
}

Scheduler::Server Scheduler::add_server(bool reserved) {
  auto& host = servers_.emplace_back();
  host.reserved = reserved;
  host.window = std::min<double>(first_window, static_cast<double>(slots_.size()));
  return static_cast<Server>(servers_.size() - 1);
}

bool Scheduler::Cohort::whole() const { return sent > 0 && sent >= std::max(least_cohort, window); }

Scheduler::Slot Scheduler::add(std::optional<Server> only, std::optional<Server> not_first) {
  auto slot = free_.back();
  free_.pop_back();
  auto& place = slots_[slot];
  place.bound = only.has_value();
  place.left = not_first.has_value();
  place.server = only.value_or(not_first.value_or(0));
  place.attempt = 0;
  make_ready(slot, false);
  return slot;
}

void Scheduler::make_ready(Slot slot, bool in_front) {
  auto& place = slots_[slot];
  place.state = State::ready;
  ++place.generation;
  auto& queue = place.bound ? servers_[place.server].ready : ready_;
  if (in_front)
    queue.emplace_front(slot, place.generation);
  else
    queue.emplace_back(slot, place.generation);
}

void Scheduler::refill(Host& host, Time now) {
  if (pace_.rate == 0) return;
  auto most = std::max(1.0, pace_.rate * burst_seconds);
  if (host.refilled == Time{}) host.refilled = now;
  host.tokens = std::min(most, host.tokens + seconds(now - host.refilled) * pace_.rate);
  host.refilled = now;
}

bool Scheduler::may_send(const Host& host) const {
  if (host.under_way >= static_cast<std::size_t>(host.window)) return false;
  return pace_.rate == 0 || host.tokens >= 1;
}

// The least busy; another than the one before, where there is one that answers.
std::optional<Scheduler::Server> Scheduler::choose(const Place& place) const {
  std::optional<Server> best;
  auto rank = [&](Server server) {
    const auto& host = servers_[server];
    bool again = place.left && server == place.server;
    return std::tuple(host.silent, again, static_cast<double>(host.under_way) / host.window);
  };
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    auto server = static_cast<Server>(i);
    if (may_send(servers_[i]) && !servers_[i].reserved && (!best || rank(server) < rank(*best)))
      best = server;
  }
  return best;
}

std::optional<Scheduler::Send> Scheduler::next(Time now) {
  for (auto& host : servers_) {
    refill(host, now);
    if (host.silent) host.window = host.under_way == 0 && now >= host.probe_at ? 1 : 0;
  }
  // What is for one server alone first: others can be asked of any.
  for (auto& host : servers_)
    if (auto send = host.ready.empty() ? std::nullopt : take(host.ready, now)) return send;
  return take(ready_, now);
}

std::optional<Scheduler::Send> Scheduler::take(std::deque<std::pair<Slot, std::uint32_t>>& ready, Time now) {
  while (!ready.empty()) {
    auto [slot, generation] = ready.front();
    const auto& place = slots_[slot];
    if (place.state == State::ready && place.generation == generation) {
      auto server = !place.bound                       ? choose(place)
                    : may_send(servers_[place.server]) ? std::optional(place.server)
                                                       : std::nullopt;
      if (!server) return std::nullopt;
      ready.pop_front();
      return send(slot, *server, now);
    }
    ready.pop_front();  // its reply came after all
  }
  return std::nullopt;
}

Scheduler::Send Scheduler::send(Slot slot, Server server, Time now) {
  auto& place = slots_[slot];
  auto& host = servers_[server];
  if (pace_.rate != 0) host.tokens -= 1;
  ++host.under_way;
  if (host.silent) host.probe_at = now + probe_interval;
  auto* cohort = &host.cohorts[host.cohort];
  if (cohort->whole()) cohort = &host.cohorts[++host.cohort];
  if (cohort->sent == 0) cohort->window = host.window;
  ++cohort->sent;
  place.cohort = host.cohort;
  place.state = State::sent;
  place.server = server;
  if (under_way() == 1 && place.attempt == 0) waiting_since_ = now;
  place.left = true;
  ++place.attempt;
  ++place.generation;
  auto attempt = place.attempt - 1;
  note(due_[attempt], {now + pace_.patience[attempt], slot, place.generation});
  return {slot, server, place.attempt};
}

// The try is settled, and another may be under way.
bool Scheduler::is_over(const Due& due) const {
  const auto& place = slots_[due.slot];
  return place.state != State::sent || place.generation != due.generation;
}

// One lost question would keep all that is sent and settled in its time: of twice as many as can be under
// way half are over at least.
void Scheduler::note(Dues& dues, const Due& due) {
  if (dues.size() == 2 * slots_.size()) std::erase_if(dues, [&](const Due& one) { return is_over(one); });
  dues.push_back(due);
}

void Scheduler::take_back(const Send& sent) {
  auto& place = slots_[sent.slot];
  auto& host = servers_[sent.server];
  --host.under_way;
  --host.cohorts[place.cohort].sent;
  if (pace_.rate != 0) host.tokens += 1;
  --place.attempt;
  make_ready(sent.slot, true);
}

// What was under way to a server no longer is.
void Scheduler::leave(Place& place, Came came, Time now) {
  auto& host = servers_[place.server];
  --host.under_way;
  if (came == Came::reply) {
    host.lost_in_a_row = 0;
  } else if (came == Came::nothing &&
             ++host.lost_in_a_row >= std::max<std::size_t>(most_in_a_row, host.under_way) && !host.silent) {
    host.silent = true;
    host.probe_at = now + probe_interval;
    host.window = 0;
  }
  auto found = host.cohorts.find(place.cohort);
  if (found == host.cohorts.end()) return;
  auto& cohort = found->second;
  ++cohort.done;
  cohort.lost += came == Came::nothing ? 1 : 0;
  cohort.unknown += came == Came::unknown ? 1 : 0;
  if (!cohort.whole() || cohort.done < cohort.sent) return;
  judge(host, cohort);
  host.cohorts.erase(found);
}

void Scheduler::judge(Host& host, const Cohort& cohort) {
  if (host.silent || cohort.window != host.window) return;  // sent under other circumstances
  if (cohort.unknown == cohort.sent) return;
  auto loss = static_cast<double>(cohort.lost) / (cohort.sent - cohort.unknown);
  auto most = static_cast<double>(slots_.size());
  if (loss <= usual_loss + 1.5 * host.borne) {
    host.window = std::min(most, host.window * (host.growing ? 2 : 1.25));
    host.cuts = {};
    return;
  }
  host.growing = false;
  if (host.cuts.count == 0) host.cuts = {0, loss, host.window};
  bool made_no_difference = host.cuts.count == cuts_to_tell && loss > host.cuts.first_loss * 2 / 3;
  if (made_no_difference) {
    host.borne = loss;
    host.growing = true;
    host.window = host.cuts.first_window;
    host.cuts = {};
  } else {
    host.cuts.count = std::min(host.cuts.count + 1, cuts_to_tell);
    host.window = std::max(least_window, host.window / 2);
  }
}

void Scheduler::settle(Slot slot, Server server, Time now) {
  auto& place = slots_[slot];
  hear(server, now);
  // It may be to an earlier try: what the server of the last one would have done nobody knows then.
  if (place.state == State::sent) leave(place, place.server == server ? Came::reply : Came::unknown, now);
  release(slot);
}

void Scheduler::hear(Server server, Time now) {
  waiting_since_ = now;
  auto& host = servers_[server];
  host.lost_in_a_row = 0;
  if (!host.silent) return;
  host.silent = false;
  host.window = least_window;
  host.growing = true;
}

bool Scheduler::fail(Slot slot, Time now, bool counts) {
  auto& place = slots_[slot];
  leave(place, counts ? Came::nothing : Came::unknown, now);
  if (!counts) --place.attempt;
  if (place.attempt >= tries()) {
    release(slot);
    return false;
  }
  make_ready(slot, false);
  return true;
}

void Scheduler::expire(Time now, std::vector<Slot>& over) {
  for (auto& due : due_) {
    for (; !due.empty(); due.pop_front()) {
      auto next = due.front();
      if (is_over(next)) continue;
      if (next.at > now) break;
      if (!fail(next.slot, now, true)) over.push_back(next.slot);
    }
  }
  if (servers_.size() == 1) return;
  for (auto& host : servers_)
    if (host.silent && !host.reserved) give_up_waiting(host, over);
}

// Each would take its turn at a question now and then, and keep the slots from what others can be asked.
void Scheduler::give_up_waiting(Host& host, std::vector<Slot>& over) {
  for (auto [slot, generation] : std::exchange(host.ready, {})) {
    const auto& place = slots_[slot];
    if (place.state != State::ready || place.generation != generation) continue;
    release(slot);
    over.push_back(slot);
  }
}

void Scheduler::release(Slot slot) {
  slots_[slot].state = State::free;
  ++slots_[slot].generation;
  free_.push_back(slot);
}

Time Scheduler::wake(Time now) const {
  auto earliest = Time::max();
  bool shared = !ready_.empty();
  for (const auto& due : due_)
    if (!due.empty()) earliest = std::min(earliest, due.front().at);
  for (const auto& host : servers_) {
    if ((!shared || host.reserved) && host.ready.empty()) continue;
    if (host.silent) {
      if (host.under_way == 0) earliest = std::min(earliest, std::max(now, host.probe_at));
    } else if (host.under_way < static_cast<std::size_t>(host.window)) {
      auto wait = pace_.rate == 0 ? 0 : std::max(0.0, (1 - host.tokens) / pace_.rate);
      auto rounded_up = std::chrono::microseconds(wait > 0 ? 1 : 0);
      earliest = std::min(earliest, now + std::chrono::duration_cast<Time::duration>(
                                              std::chrono::duration<double>(wait) + rounded_up));
    }
  }
  return earliest;
}

std::chrono::steady_clock::duration Scheduler::silence(Time now) const {
  return under_way() > 0 && waiting_since_ != Time{} ? now - waiting_since_
                                                     : std::chrono::steady_clock::duration::zero();
}

}  // namespace edig::survey
