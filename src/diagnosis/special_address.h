// Addresses that cannot be those of a public name server (RFC 6890 and the IANA special-purpose registries).
// The data is special-addresses.csv; the first row that fits counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dns/message.h"

namespace edig::diagnosis {

/// What kind of special address it is: "a private address (RFC 1918)". Nothing for an ordinary global unicast
/// address and for text that is no address.
std::optional<std::string_view> special_address(std::string_view address);
/// Whether the answer holds one.
bool has_special_address(const dns::Message& message);

}  // namespace edig::diagnosis
