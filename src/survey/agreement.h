// +compare: what several servers say of the same name, held against each other by RCODE, or why no reply
// came. Answers are not read (reply.h), and so not compared.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "survey/row.h"
#include "survey/tally.h"

namespace edig::survey {

class Agreement {
 public:
  /// Lines of which only a part was seen; those beyond are left out. Failures are asked again at the end, so
  /// that many wait.
  static constexpr std::size_t most_waiting = std::size_t{1} << 18;
  /// What each server says, by address: {"192.0.2.1", "NOERROR"}.
  using Said = std::vector<std::pair<std::string, std::string>>;

  /// A row of a line that several servers are asked.
  void add(const Row& row);

  bool empty() const { return same_.count.rows == 0 && different_.count.rows == 0 && open() == 0; }
  /// Lines, not rows.
  const Tally& same() const { return same_; }
  const Tally& different() const { return different_; }
  const Top<Said, Tally>& patterns() const { return patterns_; }  // of the different ones
  /// Lines that were not held against each other: a row is missing, or they were left out.
  std::uint64_t open() const { return waiting_.size() + left_out_; }

 private:
  using Words = std::vector<std::string>;
  static std::uint16_t number_of(Words& words, const std::string& word);
  void judge(const Row& row, const std::vector<std::pair<std::uint16_t, std::uint16_t>>& said);

  Words servers_, results_;  // that came so far: few
  std::unordered_map<std::uint64_t, std::vector<std::pair<std::uint16_t, std::uint16_t>>> waiting_;
  std::uint64_t left_out_ = 0;
  Tally same_, different_;
  Top<Said, Tally> patterns_;
};

}  // namespace edig::survey
