#include "run/vigil.h"

#include <algorithm>
#include <utility>

namespace edig::run {

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

Vigil::News Vigil::take(const Sight& sight, const Moment& now) {
  wait(sight, now);
  bool at_once = std::exchange(asked_at_once_, false);
  auto doubt = std::exchange(doubt_, std::nullopt);
  if (last_ && sight.outcome.repeats(last_->outcome)) {
    last_->kept =
        std::max(last_->kept, sight.kept);  // caches count TTLs down: the longest is nearest to the TTL
    return News::none;
  }
  bool told_twice = doubt && sight.outcome.repeats(doubt->sight.outcome);
  if (!last_ || told_twice) {
    told_twice ? change(doubt->sight, doubt->since) : change(sight, now);
    return News::change;
  }
  doubt_ = {sight, now};
  if (!at_once) due_ = now.steady;
  asked_at_once_ = !at_once;
  return News::doubt;
}

void Vigil::change(const Sight& sight, const Moment& since) {
  if (works())
    caches_.clear();
  else if (last_)
    leave_to_caches(since);
  last_ = sight;
  since_ = since;
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

}  // namespace edig::run
