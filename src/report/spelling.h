// RDATA as BIND spells it, where ldns spells it otherwise; both are right, but scripts know dig's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dns/record.h"

namespace edig::report {

/// RDATA's fields in presentation format, in BIND's spelling; a <character-string> in quotes is one field.
/// Printable ASCII only.
std::vector<std::string> rdata_fields(const dns::Record& record);
/// These fields with a space between them.
std::string rdata_text(const dns::Record& record);
/// In the generic form of RFC 3597 section 5: {"\#", "4", "C0000201"}.
std::vector<std::string> generic_fields(const dns::Record& record);
/// "2001:0db8:0000:0000:0000:0000:0000:0001".
std::string expanded_ipv6(ByteView address);
/// A SvcParam whose key came after RFC 9460 with the number of that key, key7="...".
void make_svc_key_opaque(std::string& parameter);
/// The mnemonic of a DNSSEC algorithm number, "ECDSAP256SHA256"; a number without one as it is.
std::string algorithm_name(std::uint8_t algorithm);

}  // namespace edig::report
