// A record of the JSON, put together by hand: zones and surveys have millions of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace edig::report {

/// As the schema's `records` has it. `owner` and `rdata` are in presentation format: visible ASCII and
/// spaces.
void append_json_record(std::string& out, std::string_view owner, std::string_view rdata, std::uint16_t type,
                        std::uint16_t cls, std::uint32_t ttl);

}  // namespace edig::report
