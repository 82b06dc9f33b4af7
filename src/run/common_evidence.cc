#include "run/common_evidence.h"

#include <algorithm>

#include "diagnosis/asking/asker.h"

namespace edig::run {
namespace {

// Memory does not grow: in it a message takes several times its octets on the wire.
constexpr std::size_t most_octets = 4 << 20;
constexpr unsigned domains_a_memory = 500;
// A reply that comes at all is there by then.
constexpr std::chrono::seconds longest_claim{1};

}  // namespace

const diagnosis::Answer* CommonEvidence::find(const std::string& key) const {
  auto found = answers_.find(key);
  return found == answers_.end() ? nullptr : &found->second;
}

bool CommonEvidence::is_claimed(const std::string& key) const {
  auto found = claimed_.find(key);
  return found != claimed_.end() && std::chrono::steady_clock::now() < found->second + longest_claim;
}

void CommonEvidence::settle(const std::string& key, const diagnosis::Answer& answer) {
  claimed_.erase(key);
  if (answer.may_be_chance()) return;
  if (octets_ > most_octets) forget();
  octets_ += answer.reply->size;
  answers_.insert_or_assign(key, answer);
}

void CommonEvidence::begin_another() {
  if (++since_ > domains_a_memory) forget();
}

void CommonEvidence::forget() {
  answers_.clear();
  octets_ = since_ = 0;
}

struct SharingFetcher::Place {
  const diagnosis::Ask& ask;
  std::string key;
  bool shared;
  std::optional<diagnosis::Answer> answer = {};
};

std::string SharingFetcher::key(const diagnosis::Ask& ask) const {
  return view_ + ' ' + diagnosis::Asker::key(ask);
}

std::vector<diagnosis::Answer> SharingFetcher::fetch(std::span<const diagnosis::Ask> asks,
                                                     std::chrono::steady_clock::time_point deadline) {
  std::vector<Place> places;
  for (const auto& ask : asks) places.push_back({ask, key(ask), !ask.question.name.is_within(domain_)});
  for (take_known(places); std::ranges::any_of(places, [](auto& place) { return !place.answer; });
       take_known(places))
    if (!fetch_mine(places, deadline)) wait_for_others(places);
  std::vector<diagnosis::Answer> answers;
  for (auto& place : places) answers.push_back(std::move(*place.answer));
  return answers;
}

void SharingFetcher::take_known(std::vector<Place>& places) const {
  for (auto& place : places)
    if (const auto* known = place.shared && !place.answer ? common_.find(place.key) : nullptr)
      place.answer = *known;
}

// What nobody else is asking; false where there is none.
bool SharingFetcher::fetch_mine(std::vector<Place>& places, std::chrono::steady_clock::time_point deadline) {
  std::vector<diagnosis::Ask> asks;
  std::vector<Place*> mine;
  for (auto& place : places) {
    bool others = place.shared && !inquiry_.given_up() && common_.is_claimed(place.key);
    if (place.answer || others) continue;
    if (place.shared) common_.claim(place.key);
    asks.push_back(place.ask);
    mine.push_back(&place);
  }
  if (mine.empty()) return false;
  auto answers = own_.fetch(asks, deadline);
  for (std::size_t i = 0; i < mine.size(); ++i) {
    if (mine[i]->shared) common_.settle(mine[i]->key, answers[i]);
    mine[i]->answer = std::move(answers[i]);
  }
  return true;
}

void SharingFetcher::wait_for_others(const std::vector<Place>& places) {
  inquiry_.wait([&] {
    return std::ranges::any_of(
        places, [&](const Place& place) { return !place.answer && !common_.is_claimed(place.key); });
  });
}

std::shared_ptr<const std::optional<diagnosis::Answer>> SharingFetcher::begin(const diagnosis::Ask& ask) {
  const auto* known = common_.find(key(ask));
  return known ? std::make_shared<const std::optional<diagnosis::Answer>>(*known) : own_.begin(ask);
}

}  // namespace edig::run
