// Addresses of IPv4 and IPv6 as text (RFC 4291 section 2.2).
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace edig {

enum class AddressFamily { none, v4, v6 };

/// Which kind of address `text` is: any bytes. A zone index is no part of an address here.
AddressFamily family_of_address(std::string_view text);
/// In network order, 4 or 16; none where `text` is no address.
Bytes octets_of_address(std::string_view text);
/// Of 4 or 16 octets; empty for others.
std::string text_of_address(ByteView octets);

}  // namespace edig
