// TYPEs whose RDATA is spelled or set out in a way of its own.
#pragma once

#include "dns/types.h"

namespace edig::report::type {

using namespace dns::type;
inline constexpr std::uint16_t key = 25, loc = 29, eid = 31, nimloc = 32, cert = 37, sink = 40, sshfp = 44,
                               ipseckey = 45, dhcid = 49, tlsa = 52, smimea = 53, hip = 55, rkey = 57,
                               cds = 59, cdnskey = 60, openpgpkey = 61, csync = 62, zonemd = 63, nid = 104,
                               l64 = 106, tkey = 249, ta = 32768, dlv = 32769;

}  // namespace edig::report::type
