// Mnemonics of the DNS parameters: RR TYPEs, CLASSes, OPCODEs and RCODEs (IANA "DNS Parameters").
//
// ldns knows most TYPEs; those registered since are in types.csv, the RCODEs in rcodes.csv. Unknown values
// are written TYPE65280 and CLASS32 (RFC 3597 section 5); both spellings are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edig::dns {

/// Octets of the header of a message (RFC 1035 section 4.1.1).
inline constexpr std::size_t header_size = 12;

namespace type {
inline constexpr std::uint16_t a = 1, ns = 2, cname = 5, soa = 6, ptr = 12, mx = 15, txt = 16, aaaa = 28,
                               srv = 33, naptr = 35, dname = 39, opt = 41, ds = 43, rrsig = 46, nsec = 47,
                               dnskey = 48, nsec3 = 50, nsec3param = 51, svcb = 64, https = 65, nxname = 128,
                               tsig = 250, ixfr = 251, axfr = 252, any = 255, resinfo = 261;
}
namespace cls {
inline constexpr std::uint16_t in = 1, ch = 3, hs = 4, none = 254, any = 255;
}
namespace rcode {
inline constexpr std::uint16_t noerror = 0, formerr = 1, servfail = 2, nxdomain = 3, notimp = 4, refused = 5,
                               yxdomain = 6, badvers = 16, badcookie = 23;
}

std::string type_text(std::uint16_t type);
std::optional<std::uint16_t> parse_type(std::string_view text);
std::string class_text(std::uint16_t cls);
std::optional<std::uint16_t> parse_class(std::string_view text);
/// "NOERROR"; values without a name as RCODE24.
std::string rcode_text(std::uint16_t rcode);
/// The error field of a TSIG or TKEY record: 16, which is BADVERS as an RCODE, is BADSIG there (RFC 8945
/// section 3).
std::string tsig_error_text(std::uint16_t error);
std::string opcode_text(std::uint8_t opcode);
std::optional<std::uint8_t> parse_opcode(std::string_view text);

/// Every TYPE mnemonic, for suggestions and completions.
std::vector<std::string> known_types();

}  // namespace edig::dns
