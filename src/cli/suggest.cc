#include "cli/suggest.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"

namespace edig::cli {

std::size_t distance(std::string_view left, std::string_view right) {
  const auto a = ascii::lower(left), b = ascii::lower(right);
  std::vector<std::size_t> before, above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = above;
    above = row;
  }
  return above[b.size()];
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  // One slip in a short word, two in a longer one, three in a long one.
  std::size_t best = word.size() <= 3 ? 1 : word.size() <= 7 ? 2 : 3;
  std::string_view found;
  for (auto candidate : candidates) {
    auto slips = distance(word, candidate);
    bool closer = slips < best || (slips == best && found.empty());
    if (closer && slips < candidate.size()) {
      best = slips;
      found = candidate;
    }
  }
  return found;
}

}  // namespace edig::cli
