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

bool is_entry(const Link& link, const Link::Key& key) {
  bool pointed_at = std::ranges::any_of(
      link.ds, [&](const Link::Ds& ds) { return ds.matches && ds.key_tag == key.key_tag; });
  return pointed_at || key.secure_entry_point;
}

/// Which key stands in which column of the upper edge: below the DS that fits it, the others where there is
/// room.
std::vector<const Link::Key*> entry_keys(const Link& link, const std::vector<DsChip>& ds) {
  std::vector<const Link::Key*> columns(chips_in_a_row), rest;
  for (const auto& key : link.keys) {
    if (!is_entry(link, key)) continue;
    auto above = std::ranges::find_if(ds, [&](const DsChip& one) {
      return one.matches && one.key_tag == key.key_tag && one.algorithm == key.algorithm;
    });
    auto column = static_cast<std::size_t>(above - ds.begin());
    if (above != ds.end() && column < columns.size() && !columns[column])
      columns[column] = &key;
    else
      rest.push_back(&key);
  }
  // A DS that fits nothing keeps its column free: nothing stands below it.
  auto first_free = std::min(ds.size(), chips_in_a_row);
  for (auto column = first_free; column < columns.size() && !rest.empty(); ++column) {
    columns[column] = rest.front();
    rest.erase(rest.begin());
  }
  for (auto& column : columns)
    if (!column && !rest.empty() && ds.size() >= chips_in_a_row) {
      column = rest.front();
      rest.erase(rest.begin());
    }
  return columns;
}

}  // namespace edig::report
