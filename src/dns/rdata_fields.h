// RDATA in presentation format of the types that ldns does not know or does not print as others do, by the
// table of their fields, rdata-fields.csv.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace edig::dns {

/// Nothing where the type is not in the table, or the octets are not of its form.
std::optional<std::string> rdata_by_fields(std::uint16_t type, ByteView rdata);

/// Whether ldns takes well-formed RDATA of the type for malformed.
bool is_misread(std::uint16_t type);

}  // namespace edig::dns
