// The name under which an address is in the reverse tree (RFC 1035 section 3.5, RFC 3596 section 2.5).
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/ip_address.h"

namespace edig::dns {

/// In presentation format. Fewer octets than an address has are the zone of that prefix.
std::string reverse_name(AddressFamily family, ByteView octets);

}  // namespace edig::dns
