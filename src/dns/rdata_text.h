// RDATA as text, as far as ldns' way of printing it can be relied on.
//
// ldns prints most types right. Some it prints in part, so that what stands behind is not seen; some as what
// they are not; and one makes it write past the room it has. Those are looked at here before it gets them.
#pragma once

#include <optional>
#include <string>

struct ldns_struct_rr;

namespace edig::dns {

/// The fields of `rr` in presentation format, separated by spaces. Nothing where ldns cannot print all that
/// is in them; then the generic form of RFC 3597 section 5 can be trusted.
std::optional<std::string> rdata_text(const ldns_struct_rr& rr);

/// Whether `rr` has as many fields as its type needs; ldns also reads records that end before.
bool has_all_fields(const ldns_struct_rr& rr);

}  // namespace edig::dns
