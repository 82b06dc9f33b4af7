#include "report/drawing_columns.h"

#include <algorithm>
#include <iterator>

namespace edig::report {

using diagnosis::Link;

std::vector<DsChip> ds_chips(const Link& link) {
  std::vector<DsChip> all;
  for (const auto& ds : link.ds) {
    auto known = std::ranges::find_if(
        all, [&](const DsChip& one) { return one.key_tag == ds.key_tag && one.algorithm == ds.algorithm; });
    if (known == all.end())
      all.push_back({ds.key_tag, ds.algorithm, ds.matches});
    else
      known->matches |= ds.matches;
  }
  std::vector<DsChip> ordered;
  for (bool fits : {true, false})
    std::ranges::copy_if(all, std::back_inserter(ordered),
                         [fits](const DsChip& one) { return one.matches == fits; });
  return ordered;
}

std::vector<const Link::Key*> keys_in_order(const Link& link, const std::vector<DsChip>& ds) {
  auto rank = [&](const Link::Key* key) {
    auto above = std::ranges::find_if(ds, [&](const DsChip& one) { return one.fits(*key); });
    auto place = static_cast<std::size_t>(above - ds.begin());
    return above == ds.end() && !key->secure_entry_point ? place + 1 : place;
  };
  std::vector<const Link::Key*> keys;
  for (const auto& key : link.keys) keys.push_back(&key);
  std::ranges::stable_sort(keys, {}, rank);
  return keys;
}

}  // namespace edig::report
