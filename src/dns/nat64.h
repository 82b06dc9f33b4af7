// The NAT64 prefixes that a resolver synthesizes addresses with (RFC 7050): what it answers for
// ipv4only.arpa.
#pragma once

#include <string>
#include <vector>

#include "dns/message.h"

namespace edig::dns {

/// "64:ff9b::/96": those of the AAAA records of the answer that hold 192.0.0.170 or 192.0.0.171 where RFC
/// 6052 section 2.2 has the IPv4 address.
std::vector<std::string> nat64_prefixes(const Message& reply);

}  // namespace edig::dns
