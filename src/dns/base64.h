// Base64 (RFC 4648) as text of the user's: what is not empty.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace edig::dns {

/// Section 4. Nothing where it is none, or empty.
std::optional<Bytes> from_base64(std::string_view text);
/// Section 5, with or without its padding.
std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace edig::dns
