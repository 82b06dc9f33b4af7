// What a TXT record says: its <character-string>s joined without anything in between (RFC 7208 section 3.3,
// RFC 6376 section 3.6.2.2).
#pragma once

#include <string>
#include <vector>

#include "dns/record.h"

namespace edig::services {

/// Its strings, one after the other; foreign octets.
std::vector<std::string> txt_strings(const dns::Record& record);
std::string txt_joined(const dns::Record& record);

}  // namespace edig::services
