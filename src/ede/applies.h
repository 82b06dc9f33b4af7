// Lists of INFO-CODEs in a data file: "15 17 35".
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/csv.h"

namespace edig::ede {

constexpr bool applies(std::string_view info_codes, std::uint16_t info_code) {
  while (!info_codes.empty()) {
    auto end = std::min(info_codes.find(' '), info_codes.size());
    if (csv::number(info_codes.substr(0, end)) == info_code) return true;
    info_codes.remove_prefix(std::min(end + 1, info_codes.size()));
  }
  return false;
}
static_assert(applies("15 17 35", 35) && !applies("15 17 35", 16) && !applies("", 15));

}  // namespace edig::ede
