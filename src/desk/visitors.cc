#include "desk/visitors.h"

#include <algorithm>
#include <cmath>

#include "base/ip_address.h"

namespace edig::desk {

using std::chrono::seconds;

std::string visitor_at(std::string_view address) {
  auto octets = octets_of_address(address);
  constexpr std::size_t prefix = 8, of_ipv6 = 16;
  if (octets.size() == of_ipv6) octets.resize(prefix);
  return {octets.begin(), octets.end()};
}

double Visitors::filled(const Bucket& bucket, Clock::time_point now) const {
  std::chrono::duration<double, std::ratio<60>> minutes = now - bucket.at;
  return std::min<double>(per_minute_, bucket.left + minutes.count() * per_minute_);
}

// Those whose bucket is full again are as if they had never come.
void Visitors::forget(Clock::time_point now) {
  constexpr seconds interval{10};
  if (now - forgot_ < interval) return;
  forgot_ = now;
  std::erase_if(buckets_, [&](const auto& entry) { return filled(entry.second, now) >= per_minute_; });
}

std::optional<seconds> Visitors::spend(const std::string& visitor, Clock::time_point now) {
  forget(now);
  if (!buckets_.contains(visitor) && buckets_.size() >= most) return seconds(60);
  auto& bucket = buckets_.try_emplace(visitor, static_cast<double>(per_minute_), now).first->second;
  bucket = {filled(bucket, now), now};
  constexpr double rounding = 1e-6;
  if (bucket.left < 1)
    return seconds(std::max(1L, std::lround(std::ceil((1 - bucket.left) * 60 / per_minute_ - rounding))));
  bucket.left -= 1;
  return std::nullopt;
}

}  // namespace edig::desk
