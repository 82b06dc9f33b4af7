// Which DS and which key stand where in the drawing of a chain of trust, so that one that fits another stands
// below it.
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
};

/// The DS records of a zone, those of one key as one; first those that fit a key.
std::vector<DsChip> ds_chips(const diagnosis::Link& link);

/// A key that a DS points to, or may point to (the SEP flag, RFC 4034 section 2.1.1).
bool is_entry(const diagnosis::Link& link, const diagnosis::Link::Key& key);

/// The entry keys by column, null where there is none: below the DS that fits it, the others where there is
/// room.
std::vector<const diagnosis::Link::Key*> entry_keys(const diagnosis::Link& link,
                                                    const std::vector<DsChip>& ds);

}  // namespace edig::report
