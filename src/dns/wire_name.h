// Reads domain names in a message, compressed (RFC 1035 section 4.1.4) or not.
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "dns/name.h"

namespace edig::dns {

struct WireName {
  Name name;
  std::size_t end = 0;  // the offset behind it, where the message goes on
};

/// The name at `offset` of `message`. Nothing when it is cut off, too long, or has a pointer that does not
/// lead strictly backwards (so that reading always ends), or more than 127 of them.
std::optional<WireName> read_name(ByteView message, std::size_t offset);

}  // namespace edig::dns
