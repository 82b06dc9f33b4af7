// The presentation format of a name (RFC 1035 section 5.1), from its octets in a message.
#pragma once

#include <string>

#include "base/bytes.h"

namespace edig::dns {

/// Appends that of the uncompressed name at the front of `wire`, as Name::text has it; as far as there is
/// one.
void append_name_text(ByteView wire, std::string& text);

}  // namespace edig::dns
