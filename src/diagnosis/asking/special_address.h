// Addresses that cannot be those of a public name server (RFC 6890 and the IANA special-purpose registries).
// The data is special-addresses.csv; the first row that fits counts. Its column `asked` says whether edig
// sends packets to such an address that it has from a zone: yes, never, or as the IPv4 address that the
// octets from that one on hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dns/message.h"
#include "ede/phrase.h"

namespace edig::diagnosis {

/// What kind of special address it is: "a private address (RFC 1918)". Nothing for an ordinary global unicast
/// address and for text that is no address. The key is the prefix.
std::optional<ede::Phrase> special_address(std::string_view address);
/// Whether it is of a network of one's own, or of this machine: private, link-local, loopback (RFC 9462
/// section 4.3). Column `whose`.
bool is_private_or_local(std::string_view address);
/// Whether a server at this address is never asked: this host, this link, many, or nobody; also where NAT64
/// (RFC 6052) or 6to4 (RFC 3056) would lead there. Private addresses are asked, as resolvers do.
bool leads_nowhere(std::string_view address);

/// Which addresses that zones give to their servers are asked: of the public internet only, for whoever asks
/// on a stranger's behalf; as resolvers do; or all, in test networks.
enum class Reach { internet, networks, anywhere };
bool is_within(Reach reach, std::string_view address);
/// Whether the answer holds one.
bool has_special_address(const dns::Message& message);

}  // namespace edig::diagnosis
