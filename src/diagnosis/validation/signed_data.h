// The octets that an RRSIG signs (RFC 4034 section 3.1.8.1), and whether a key verifies them.
//
// They are put together from the canonical RDATA of the whole RRset, so that not one of its records is left
// out, whether ldns can parse it or not; the cryptography is ldns'.
#pragma once

#include "base/bytes.h"
#include "diagnosis/validation/rrset.h"

namespace edig::diagnosis {

/// Nothing where the RRset cannot be brought into canonical form, or the RRSIG has more labels than the
/// owner.
std::optional<Bytes> signed_data(const RRset& set, const dns::Rrsig& rrsig);

/// SHA-256 of all that `verifies` depends on.
Bytes fingerprint(ByteView data, const dns::Rrsig& rrsig, const dns::Dnskey& key);

/// Whether `rrsig` over `data` was made by `key`. Times, names and tags are not looked at.
bool verifies(ByteView data, const dns::Rrsig& rrsig, const dns::Dnskey& key);

}  // namespace edig::diagnosis
