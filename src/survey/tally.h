// Counting in bounded memory: how many rows of each kind, with examples; of the commonest exactly, of the
// others together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "survey/row.h"

namespace edig::survey {

struct Count {
  std::uint64_t rows = 0;
  double weight = 0;

  void add(const Row& row) { add({1, row.weight}); }
  void add(const Count& more) {
    rows += more.rows;
    weight += more.weight;
  }
};

struct Example {
  std::uint64_t line = 0;
  std::string name;
  std::optional<std::uint16_t> type = {};  // nothing of bad input
};

/// No longer than a name in presentation format without escapes.
inline std::string bounded(std::string_view text) { return std::string(text.substr(0, 255)); }

struct Tally {
  static constexpr std::size_t most_examples = 3;

  Count count = {};
  std::vector<Example> examples = {};  // those with the lowest lines, of what was seen

  void add(const Row& row);
};

/// Tallies by a key of any number of values. No more than twice `most` are kept: then the smaller half goes
/// to the others. One that comes back after that is counted from there on: `missed` rows at the most stand
/// among the others instead. What has more than a `most`-th of all rows is never among them.
template <typename Key, typename Entry>
class Top {
 public:
  static constexpr std::size_t most = 2048;

  struct Place : Entry {
    std::uint64_t missed = 0;
    std::uint64_t at_most() const { return this->count.rows + missed; }
  };

  /// Where `key` is counted.
  Place& operator[](const Key& key) {
    auto [found, is_new] = places_.try_emplace(key);
    if (!is_new) return found->second;
    if (places_.size() > 2 * most) {
      places_.erase(found);
      prune();
      found = places_.try_emplace(key).first;
    }
    found->second.missed = dropped_;
    return found->second;
  }

  using Ranked = std::vector<std::pair<Key, const Place*>>;
  /// The largest first, no more than `limit`; what is behind them is added to `rest`, with those that were
  /// dropped.
  Ranked ranked(std::size_t limit, Count& rest) const {
    Ranked all;
    for (const auto& [key, place] : places_) all.emplace_back(key, &place);
    std::ranges::stable_sort(all, std::ranges::greater(), [](auto& one) { return one.second->count.rows; });
    rest.add(others_);
    for (auto i = limit; i < all.size(); ++i) rest.add(all[i].second->count);
    all.resize(std::min(limit, all.size()));
    return all;
  }
  std::size_t size() const { return places_.size(); }
  bool empty() const { return places_.empty(); }

 private:
  void prune() {
    std::vector<std::uint64_t> sizes;
    for (const auto& [key, place] : places_) sizes.push_back(place.at_most());
    auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(most);
    std::ranges::nth_element(sizes, middle, std::ranges::greater());
    std::erase_if(places_, [&, least = *middle](const auto& one) {
      const auto& place = one.second;
      if (place.at_most() > least) return false;
      others_.add(place.count);
      dropped_ = std::max(dropped_, place.at_most());
      return true;
    });
  }

  std::map<Key, Place, std::less<>> places_;
  Count others_;
  std::uint64_t dropped_ = 0;  // what one of them has at the most
};

}  // namespace edig::survey
