#include "desk/counter.h"

#include <algorithm>
#include <cmath>

namespace edig::desk {

using std::chrono::seconds;

// Those who wait have this long to come for what is not to be kept otherwise.
constexpr seconds to_be_told{2};

Standing Counter::ask(const std::string& key, const std::string& visitor, Clock::time_point now) {
  using enum Standing::Kind;
  if (const auto* kept = find_kept(key, now)) {
    ++figures_.from_kept;
    return {.kind = answered, .answer = kept->answer};
  }
  if (auto found = under_way_.find(key); found != under_way_.end())
    return {.kind = under_way, .look = found->second.look};
  auto place = std::ranges::find(waiting_, key);
  if (place == waiting_.end()) {
    if (under_way_.size() + waiting_.size() >= limits_.at_once + limits_.waiting) {
      ++figures_.full;
      return {.kind = full, .wait = wait_for(waiting_.size())};
    }
    if (auto wait = visitors_.spend(visitor, now)) {
      ++figures_.too_many;
      return {.kind = too_many, .wait = *wait};
    }
    waiting_.push_back(key);
    place = waiting_.end() - 1;
  }
  auto ahead = static_cast<std::size_t>(place - waiting_.begin());
  return {.kind = waiting, .ahead = ahead, .wait = wait_for(ahead)};
}

std::optional<std::string> Counter::begin(Clock::time_point now) {
  if (waiting_.empty() || under_way_.size() >= limits_.at_once) return std::nullopt;
  auto key = std::move(waiting_.front());
  waiting_.pop_front();
  under_way_.emplace(key, UnderWay{.since = now});
  ++figures_.begun;
  return key;
}

void Counter::looks(const std::string& key, Look look) {
  if (auto found = under_way_.find(key); found != under_way_.end()) found->second.look = std::move(look);
}

void Counter::answered(const std::string& key, std::shared_ptr<const Answer> answer, Clock::time_point now) {
  auto found = under_way_.find(key);
  if (found == under_way_.end()) return;
  auto taken = std::chrono::duration<double>(now - found->second.since).count();
  under_way_.erase(found);
  constexpr double weight = 0.1;
  usual_seconds_ += weight * (taken - usual_seconds_);
  figures_.seconds += taken;
  ++(answer ? figures_.answered : figures_.failed);
  make_room(now);
  auto keep = answer ? std::max(answer->keep, to_be_told) : to_be_told;
  kept_.insert_or_assign(key, Kept{std::move(answer), now + keep});
}

seconds Counter::wait_for(std::size_t ahead) const {
  auto rounds = static_cast<double>(ahead / limits_.at_once + 1);
  return seconds(std::max(1L, std::lround(std::ceil(rounds * usual_seconds_))));
}

const Counter::Kept* Counter::find_kept(const std::string& key, Clock::time_point now) {
  auto found = kept_.find(key);
  if (found == kept_.end()) return nullptr;
  if (found->second.until > now) return &found->second;
  kept_.erase(found);
  return nullptr;
}

// What is over goes; else what is over first.
void Counter::make_room(Clock::time_point now) {
  std::erase_if(kept_, [&](const auto& entry) { return entry.second.until <= now; });
  if (kept_.size() < limits_.kept) return;
  kept_.erase(std::ranges::min_element(kept_, {}, [](const auto& entry) { return entry.second.until; }));
}

}  // namespace edig::desk
