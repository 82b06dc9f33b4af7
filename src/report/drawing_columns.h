// Which DS, and which keys, the drawing of a chain of trust shows and in which order, so that one that fits
// another leads to it.
#pragma once

#include <cstdint>
#include <vector>

#include "diagnosis/judgement/diagnosis.h"

namespace edig::report {

inline constexpr std::size_t chips_in_a_row = 3;

struct DsChip {
  std::uint16_t key_tag;
  std::uint8_t algorithm;
  bool matches;

  bool fits(const diagnosis::Link::Key& key) const {
    return matches && key_tag == key.key_tag && algorithm == key.algorithm;
  }
};

/// The DS records of a zone, those of one key as one; first those that fit a key.
std::vector<DsChip> ds_chips(const diagnosis::Link& link);

/// Those that a DS fits in the order of the DS, then those with the SEP flag (RFC 4034 section 2.1.1), then
/// the others.
std::vector<const diagnosis::Link::Key*> keys_in_order(const diagnosis::Link& link,
                                                       const std::vector<DsChip>& ds);

}  // namespace edig::report
