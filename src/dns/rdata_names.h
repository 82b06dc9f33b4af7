// What ldns lets pass in RDATA though it is malformed: compressed names whose pointers do not lead backwards
// (RFC 1035 section 4.1.4), and no RDATA where the type needs some. And what it should not be given.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace edig::dns {

/// Whether the names in the RDATA of `size` octets at `offset` of `message` can be read, as far as the type
/// is known.
bool rdata_names_fit(ByteView message, std::size_t offset, std::size_t size, std::uint16_t type);

/// Whether RDATA of `type` holds domain names, which may be compressed or in mixed case. That of SVCB and
/// HTTPS is signed as it stands (RFC 9460 section 2.2, RFC 4034 section 6.2).
bool rdata_holds_names(std::uint16_t type);

/// Whether the RDATA of `type` is any number of <character-string>s (RFC 1035 section 3.3.14): TXT and its
/// like. For every field of RDATA in a message, ldns allocates as much as all of it has: gigabytes for 64 kB
/// of empty ones.
bool holds_strings(std::uint16_t type);

/// Whether a record of `type` and class `cls` may do without RDATA: unknown types, NULL (RFC 1035
/// section 3.3.10), and the classes that dynamic update (RFC 2136) uses so.
bool may_lack_rdata(std::uint16_t type, std::uint16_t cls);

}  // namespace edig::dns
