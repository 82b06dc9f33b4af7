// How one resource record is written: what the text, dig and short formats have in common.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dns/record.h"
#include "report/format.h"

namespace edig::report {

/// A name as `style` wants it: U-labels or as it came. Fit for a terminal.
std::string shown_name(const dns::Name& name, const Style& style);
/// "300", or with units "5m", as BIND writes it.
std::string shown_ttl(std::uint32_t ttl, bool units);
/// RDATA on one line, fit for a terminal, spelled as BIND spells it. Base64 and hexadecimal fields are broken by a
/// space every `chunk` characters; 0: never.
std::string shown_rdata(const dns::Record& record, const Style& style, std::size_t chunk = 0);

/// RDATA's fields in presentation format; a <character-string> in quotes is one field.
std::vector<std::string> rdata_fields(const dns::Record& record);

}  // namespace edig::report
