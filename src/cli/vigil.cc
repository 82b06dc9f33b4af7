#include "cli/vigil.h"

#include <algorithm>
#include <utility>

namespace edig::cli {

using std::chrono::milliseconds;
using std::chrono::seconds;

Moment Moment::now() {
  return {std::chrono::floor<seconds>(std::chrono::system_clock::now()), std::chrono::steady_clock::now()};
}

Vigil::Vigil(milliseconds interval, const Moment& begin)
    : interval_(interval), begin_(begin), since_(begin), due_(begin.steady) {}

seconds Vigil::age(const Moment& now) const {
  return std::chrono::floor<seconds>(now.steady - begin_.steady);
}

bool Vigil::take(const Sight& sight, const Moment& now) {
  wait(sight, now);
  bool at_once = std::exchange(asked_at_once_, false);
  if (!last_) {
    change(sight, now);
    return true;
  }
  if (sight.outcome == last_->outcome) {
    doubt_.reset();
    remember(sight);
    return false;
  }
  if (doubt_ && doubt_->outcome == sight.outcome) {
    change(sight, doubt_->since);
    return true;
  }
  doubt_ = {sight.outcome, now};
  if (!at_once) {
    asked_at_once_ = true;
    due_ = now.steady;
  }
  return false;
}

void Vigil::change(const Sight& sight, const Moment& since) {
  if (works())
    caches_.clear();
  else if (last_)
    leave_to_caches(since);
  last_ = sight;
  since_ = since;
  doubt_.reset();
}

// Caches count TTLs down: the longest that was seen is nearest to what was set.
void Vigil::remember(const Sight& sight) {
  auto kept = std::max(last_->kept, sight.kept);
  last_ = sight;
  last_->kept = kept;
}

// The last outcome had ended by then.
void Vigil::leave_to_caches(const Moment& end) {
  report::Watched::Caches left{.keeping = last_->keeping, .at_most = last_->kept};
  if (left.at_most > seconds(0)) left.until = end.wall + left.at_most;
  auto same = std::ranges::find(caches_, left.keeping, &report::Watched::Caches::keeping);
  if (same == caches_.end())
    caches_.push_back(left);
  else if (left.until > same->until)
    *same = left;
}

void Vigil::wait(const Sight& sight, const Moment& now) {
  milliseconds wait = interval_;
  // What has a TTL of 0 left is given for up to a second more.
  auto cached = sight.cached ? std::min(*sight.cached + seconds(1), max_wait) : seconds(0);
  waits_for_ttl_ = cached > interval_;
  if (waits_for_ttl_) wait = cached;
  due_ = now.steady + wait;
}

report::Watched Vigil::watched(const Moment& now, bool ends) const {
  report::Watched watched{.at = now.wall, .since = since_.wall, .age = age(now), .works = works()};
  if (!ends) {
    watched.next = now.wall + std::chrono::ceil<seconds>(due_ - now.steady);
    watched.next_for_ttl = waits_for_ttl_;
  }
  if (works())
    watched.caches = caches_;
  else if (last_)
    watched.caches = {{.keeping = last_->keeping, .at_most = last_->kept}};
  return watched;
}

}  // namespace edig::cli
