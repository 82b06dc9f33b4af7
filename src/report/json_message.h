// A DNS message in the JSON of RFC 8427, member for member as kdig prints it.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>

#include "dns/message.h"

namespace edig::report {

/// Of RFC 8427 section 2: the header, the question and the RRs with RDATA in presentation format and in
/// hexadecimal.
nlohmann::ordered_json json_message(const dns::Message& message, std::chrono::system_clock::time_point at);

}  // namespace edig::report
