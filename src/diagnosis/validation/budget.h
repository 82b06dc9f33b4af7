// Bounds on what a zone made to hurt can make edig do: KeyTrap (CVE-2023-50387: many keys of one tag times
// many signatures), NSEC3 hashing (CVE-2023-50868), RRsets of thousands of records, endless aliases and
// referrals. Work is counted; a bound that was reached is a finding. edig(1), BOUNDS, has the figures.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/bytes.h"

namespace edig::diagnosis {

struct Limits {
  unsigned verifications = 400;        // signatures tried in all, each once
  unsigned failures_per_rrset = 16;    // tries that failed, keys times signatures, over one RRset
  unsigned signatures_per_rrset = 32;  // RRSIGs looked at
  unsigned keys_per_signature = 4;     // keys of one tag and algorithm
  unsigned keys_per_zone = 64;         // DNSKEYs looked at
  std::uint64_t records = 200'000;     // judged in all, each time they are
  std::uint64_t octets = 64'000'000;   // hashed in all for signatures
  std::uint64_t hash_rounds = 50'000;  // SHA-1 computations for NSEC3
  unsigned aliases = 12;               // CNAMEs and DNAMEs
  unsigned zones = 24;                 // referrals on the way to one name
  unsigned questions = 200;            // asked in all
  std::uint64_t packets = 300;         // sent in all, each try counted
  unsigned servers = 16;               // of one zone that are asked
};

/// What was bounded.
enum class Bound {
  deadline,
  verifications,
  octets,
  records,
  hashes,
  proof_records,
  keys,
  signatures,
  keys_of_tag,
  failures,
  ds,
  referrals,
  questions,
  packets,
  addresses
};

struct Work {
  unsigned verifications = 0;
  unsigned digests = 0;
  std::uint64_t records = 0;
  std::uint64_t octets = 0;
  std::uint64_t hash_rounds = 0;
  std::set<std::pair<Bound, std::uint64_t>> reached;  // the bounds that were, and how much each allows
};

class Budget {
 public:
  using Clock = std::chrono::steady_clock;

  /// `more_time`: what `extend` adds.
  explicit Budget(const Limits& limits, Clock::time_point deadline = Clock::time_point::max(),
                  Clock::duration more_time = {})
      : limits_(limits), deadline_(deadline), more_time_(more_time) {}

  const Limits& limits() const { return limits_; }
  const Work& work() const { return work_; }
  Clock::time_point deadline() const { return deadline_; }
  /// Once, where those who are asked answer, and take their time.
  void extend() { deadline_ += std::exchange(more_time_, {}); }

  /// For one signature over `octets`. False where the work or the time is up.
  bool spend_verification(std::uint64_t octets) {
    return in_time() && spend(work_.verifications, 1u, limits_.verifications, Bound::verifications) &&
           spend(work_.octets, octets, limits_.octets, Bound::octets);
  }
  /// What came of a signature that was paid for before, by the fingerprint of it.
  std::optional<bool> verified(const Bytes& fingerprint) const {
    auto found = verified_.find(fingerprint);
    return found == verified_.end() ? std::nullopt : std::optional(found->second);
  }
  void keep_verified(Bytes fingerprint, bool verified) {
    verified_.emplace(std::move(fingerprint), verified);
  }
  bool spend_records(std::uint64_t count) {
    return in_time() && spend(work_.records, count, limits_.records, Bound::records);
  }
  bool spend_hash(std::uint64_t rounds) {
    return in_time() && spend(work_.hash_rounds, rounds, limits_.hash_rounds, Bound::hashes);
  }
  void count_digest() { ++work_.digests; }
  void reached(Bound bound, std::uint64_t limit = 0) { work_.reached.emplace(bound, limit); }

 private:
  bool in_time() {
    if (Clock::now() < deadline_) return true;
    reached(Bound::deadline);
    return false;
  }

  template <typename T>
  bool spend(T& done, T more, T limit, Bound bound) {
    if (more > limit - done) {
      reached(bound, limit);
      return false;
    }
    done += more;
    return true;
  }

  Limits limits_;
  Clock::time_point deadline_;
  Clock::duration more_time_;
  Work work_;
  std::map<Bytes, bool> verified_;
};

}  // namespace edig::diagnosis
