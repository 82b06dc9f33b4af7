// Names and RDATA in presentation format straight from the message: the common TYPEs, as zone transfers have
// millions of them. It comes to what records.h makes of them by way of ldns, or leaves them to that.
#pragma once

#include <cstddef>
#include <string>

#include "dns/wire_record.h"

namespace edig::report {

/// As dns::read_name and dns::Name::text have it. `end` becomes the offset behind the name. False, and
/// nothing appended, where it cannot be read.
bool append_wire_name(std::string& out, ByteView message, std::size_t offset, std::size_t& end);

/// Base64 and hexadecimal fields are broken by a space after `chunk` characters; 0: never. False, and `out`
/// as it was, where the TYPE is another one or the RDATA is not as it should be.
bool append_wire_rdata(std::string& out, ByteView message, const dns::WireRecord& record, std::size_t chunk);

/// dns::type_text, kept for the next time.
std::string_view type_mnemonic(std::uint16_t type);

}  // namespace edig::report
