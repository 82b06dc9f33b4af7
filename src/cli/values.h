// The values that options take: text -> numbers, addresses, options of EDNS.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "dns/edns.h"

namespace edig::cli {

/// 'text', in a message.
std::string in_quotes(std::string_view text);
/// The words of `text` between any of the `separators`; no empty ones.
std::vector<std::string_view> split(std::string_view text, std::string_view separators);

/// Decimal, or hexadecimal after "0x". `what` is named in the error: "the port", "+bufsize".
Result<std::uint32_t> parse_number(std::string_view text, std::uint32_t least, std::uint32_t most,
                                   std::string_view what);
/// Seconds, with a fraction if need be; less than 1 ms counts as 1 s, as in dig.
Result<std::chrono::milliseconds> parse_seconds(std::string_view text, std::string_view what);
/// A time in UTC: "2026-11-19T04:00:00Z", "2026-11-19", or as RRSIG has it, "20261119040000" (RFC 4034
/// section 3.2). Within the 32 bits that signatures have for theirs (section 3.1.5): later ones would be
/// taken for earlier ones.
Result<std::chrono::sys_seconds> parse_time(std::string_view text, std::string_view what);
/// "192.0.2.0/24", "10.53/15", "2001:db8::/56", "0" -> OPTION-DATA of EDNS Client Subnet (RFC 7871 section
/// 6).
Result<Bytes> parse_client_subnet(std::string_view text);
/// "NSID", "10:0123456789abcdef".
Result<dns::Option> parse_edns_option(std::string_view text);
/// A client cookie of 8 octets, or that and a server cookie of 8 to 32 (RFC 7873 section 4), in hexadecimal.
Result<Bytes> parse_cookie(std::string_view text);
/// The SHA-256 of a SubjectPublicKeyInfo in base64 (RFC 7858 section 4.2), returned as it came.
Result<std::string> parse_pin(std::string_view text);
/// An address, or a name that a host may have (RFC 1123 section 2.1; underscores do no harm), in A-labels.
/// `what` begins the error: "the server 'tls://dns..example'".
Result<std::string> parse_host(std::string_view text, const std::string& what);
/// Whether it is all visible ASCII.
bool is_visible(std::string_view text);
/// The path of a URL, from its first '/' on; `what` begins the error.
Result<std::string> parse_path(std::string_view text, const std::string& what);
/// The name in in-addr.arpa or ip6.arpa. An address may be cut short between its parts; what is none is taken
/// label by label, as in dig.
Result<std::string> reverse_name(std::string_view address);

}  // namespace edig::cli
