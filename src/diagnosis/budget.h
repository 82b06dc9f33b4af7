// Bounds on what a zone made to hurt can make edig do: KeyTrap (CVE-2023-50387: many keys of one tag times
// many signatures), NSEC3 hashing (CVE-2023-50868), endless aliases and referrals. Work is counted; a bound
// that was reached is a finding.
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace edig::diagnosis {

struct Limits {
  unsigned verifications = 400;        // signatures tried in all
  unsigned failures_per_rrset = 16;    // tries that failed, keys times signatures, over one RRset
  unsigned keys_per_signature = 4;     // keys of one tag and algorithm
  unsigned keys_per_zone = 64;         // DNSKEYs looked at
  unsigned records_per_rrset = 1000;   // beyond, the RRset is not canonicalised
  std::uint64_t hash_rounds = 50'000;  // SHA-1 computations for NSEC3
  unsigned aliases = 12;               // CNAMEs and DNAMEs
  unsigned zones = 24;                 // referrals on the way to one name
  unsigned questions = 600;            // sent in all
  unsigned servers = 16;               // of one zone that are asked
};

struct Work {
  unsigned verifications = 0;
  unsigned digests = 0;
  std::uint64_t hash_rounds = 0;
  std::set<std::string> reached;  // the bounds that were, in words
};

class Budget {
 public:
  explicit Budget(const Limits& limits) : limits_(limits) {}

  const Limits& limits() const { return limits_; }
  const Work& work() const { return work_; }

  bool spend_verification() {
    return spend(work_.verifications, 1u, limits_.verifications, "signature verifications");
  }
  bool spend_hash(std::uint64_t rounds) {
    return spend(work_.hash_rounds, rounds, limits_.hash_rounds, "NSEC3 hash computations");
  }
  void count_digest() { ++work_.digests; }
  void reached(std::string bound) { work_.reached.insert(std::move(bound)); }

 private:
  template <typename T>
  bool spend(T& done, T more, T limit, const char* what) {
    if (done + more > limit) {
      reached(std::to_string(limit) + " " + what);
      return false;
    }
    done += more;
    return true;
  }

  Limits limits_;
  Work work_;
};

}  // namespace edig::diagnosis
