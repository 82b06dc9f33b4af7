// How much each visitor may have the desk look at: so many names a minute, as many at once to begin with (a
// token bucket). A visitor is an IPv4 address or an IPv6 /64, known only as long as the bucket is not full.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace edig::desk {

/// Who asks from `address`.
std::string visitor_at(std::string_view address);

class Visitors {
 public:
  using Clock = std::chrono::steady_clock;
  /// Beyond these none is let in whose bucket is not known: an attacker with many addresses does not have
  /// memory without end.
  static constexpr std::size_t most = 100'000;

  explicit Visitors(unsigned per_minute) : per_minute_(per_minute) {}

  /// One more name. Nothing: it is granted; else when it would be.
  std::optional<std::chrono::seconds> spend(const std::string& visitor, Clock::time_point now);
  std::size_t known() const { return buckets_.size(); }

 private:
  struct Bucket {
    double left;
    Clock::time_point at;
  };
  double filled(const Bucket& bucket, Clock::time_point now) const;
  void forget(Clock::time_point now);

  unsigned per_minute_;
  std::unordered_map<std::string, Bucket> buckets_;
  Clock::time_point forgot_ = {};
};

}  // namespace edig::desk
