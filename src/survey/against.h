// edig +summary OLD... +against NEW...: two surveys of the same names compared. What broke, what was mended,
// what fails for another cause.
//
// A name and its type, with +compare its server as well, are known by a hash of 64 bits (stable_hash.h): in
// ten million names two share one with a likelihood of 1 in 370,000. Of the old survey 8 octets are kept for
// a name that is fine and 16 for one that is not: ten million of each survey take 150 MB and 21 s of CPU.
// More than `most_names` are compared shard by shard.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "survey/join.h"
#include "survey/row.h"
#include "survey/tally.h"

namespace edig::survey {

/// What became of a name between two surveys.
enum class Change : std::uint8_t {
  broke,        // it was fine
  mended,       // it is fine
  other_cause,  // it fails, as before, for another cause
  same_cause,
  still_fine,
  added,  // it is in the new survey alone
  gone,   // in the old one alone
};
inline constexpr std::array changes = {Change::broke,      Change::mended,     Change::other_cause,
                                       Change::same_cause, Change::still_fine, Change::added,
                                       Change::gone};
/// "broke", "mended", "other-cause", "same-cause", "still-fine", "added", "gone"
std::string_view name(Change change);

class Comparison {
 public:
  static constexpr std::size_t most_names = 40'000'000;

  /// All rows of the old survey, then `turn`, then all of the new one. An error where there are too many.
  Result<void> add_old(const Row& row);
  void turn();
  void add_new(const Row& row);

  const Tally& tally(Change change) const { return tallies_[static_cast<std::size_t>(change)]; }
  /// Names that are in the old survey alone are counted only: what they were called is not kept.
  std::uint64_t gone() const;
  /// By the cause that is new, and of what was mended by the one that was: with those of other_cause, "old ->
  /// new".
  const Top<std::pair<Change, std::string>, Tally>& causes() const { return causes_; }

 private:
  struct Failing {
    std::uint64_t name, cause;
  };

  std::string old_cause(std::uint64_t hash) const;
  std::pair<Change, std::string> judge(const Row& row);

  std::vector<std::uint64_t> fine_;  // hashes of names, sorted by `turn`
  std::vector<Failing> failing_;     // the same
  std::vector<bool> seen_;           // in the new survey: those that are fine, then those that fail
  std::vector<std::pair<std::uint64_t, std::string>> old_causes_;  // by hash; the first few thousand
  std::array<Tally, changes.size()> tallies_ = {};
  Top<std::pair<Change, std::string>, Tally> causes_;
};

/// Both surveys' outputs, read as `join` reads them.
struct Compared {
  Joined before = {}, after = {};
  Comparison comparison = {};
};
Result<Compared> compare(std::span<const std::string> before, std::span<const std::string> after);

}  // namespace edig::survey
