// Reads the records of a small file in zone-file form (RFC 1035 section 5): those of the types that are asked
// for. What else stands in it is passed over and its RDATA not looked at.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "dns/record.h"

namespace edig::dns {

/// $ORIGIN and $TTL count; $INCLUDE is an error, as is what is no record. Errors name the line.
Result<std::vector<Record>> read_zone_text(std::string_view text, std::span<const std::uint16_t> types);

}  // namespace edig::dns
