// Reads the records of a small file in zone-file form (RFC 1035 section 5).
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "dns/record.h"

namespace edig::dns {

/// Errors: the line that is no record.
Result<std::vector<Record>> read_zone_text(std::string_view text);

}  // namespace edig::dns
