// The servers of a comparison by what they tell: who they are, and who agrees with whom.
#pragma once

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "diagnosis/judgement/comparison.h"
#include "diagnosis/judgement/told.h"

namespace edig::diagnosis {

using Indices = std::vector<std::size_t>;

/// The first INFO-CODE of `wanted` that the server gave.
std::optional<std::uint16_t> said(const Side& side, std::initializer_list<std::uint16_t> wanted);
bool sets_ad(const Result<dns::Message>& reply);

class Sides {
 public:
  /// `asked`: the type of the question.
  Sides(std::span<const Side> sides, std::uint16_t asked);

  std::size_t size() const { return sides_.size(); }
  const Side& side(std::size_t i) const { return sides_[i]; }
  Told told(std::size_t i) const { return told_[i]; }
  const Data& data(std::size_t i) const { return data_[i]; }

  template <typename Predicate>
  Indices where(Predicate predicate) const {
    return among(all(), predicate);
  }
  Indices all() const;
  Indices of(Told told) const;
  Indices answering() const;

  template <typename Predicate>
  static Indices among(const Indices& of, Predicate predicate) {
    Indices found;
    std::ranges::copy_if(of, std::back_inserter(found), predicate);
    return found;
  }
  static Indices without(const Indices& of, const Indices& these);

  /// Those that agree together; the largest group first, then in the order of the servers.
  std::vector<Indices> groups() const;

 private:
  bool agree(std::size_t a, std::size_t b) const;

  std::span<const Side> sides_;
  std::vector<Told> told_;
  std::vector<Data> data_;
};

}  // namespace edig::diagnosis
