// A DNS stamp (draft-denis-dns-stamps, https://dnscrypt.info/stamps-specifications/): all that is needed to
// reach a server, in one word.
//
//   sdns:// base64url(0x00 props LP(addr))                                       plain DNS
//   sdns:// base64url(0x02 props LP(addr) VLP(hashes) LP(hostname) LP(path))     DNS over HTTPS
//   sdns:// base64url(0x03 props LP(addr) VLP(hashes) LP(hostname))              DNS over TLS
//
// LP is a string after its length in one octet, VLP a list of such, whose lengths but the last have the high
// bit set. The properties are the operator's word and change nothing; neither do the bootstrap resolvers that
// may follow.
#pragma once

#include <string_view>

#include "cli/server_spec.h"

namespace edig::cli {

inline constexpr std::string_view stamp_scheme = "sdns://";

/// Of a stamp, with its scheme. An error for the protocols that edig does not speak, with what they are.
Result<ServerSpec> parse_stamp(std::string_view text);

}  // namespace edig::cli
