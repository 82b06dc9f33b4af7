// A DNS message as octets (RFC 1035 section 4.1), written and read by code of the test's own: what edig makes
// of a message must not be held against edig's own reading of it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace edig::verdict {

/// A record. Names, in the RDATA too, are not compressed.
struct Rr {
  Bytes owner;
  std::uint16_t type = 0, cls = 1;
  std::uint32_t ttl = 0;
  Bytes rdata;

  // Where it stood in the message that it was read from.
  std::size_t at = 0, rdata_at = 0, end = 0;
};

struct Packet {
  std::uint16_t id = 0, flags = 0;
  Bytes qname;  // empty: no question
  std::uint16_t qtype = 0, qclass = 1;
  std::array<std::vector<Rr>, 3> sections = {};  // answer, authority, additional

  std::vector<Rr>& answer() { return sections[0]; }
  std::vector<Rr>& authority() { return sections[1]; }
  std::vector<Rr>& additional() { return sections[2]; }
  const std::vector<Rr>& answer() const { return sections[0]; }
  const std::vector<Rr>& authority() const { return sections[1]; }
  const std::vector<Rr>& additional() const { return sections[2]; }

  /// With the upper bits of an OPT.
  std::uint16_t rcode() const;
};

namespace flag {
inline constexpr std::uint16_t qr = 0x8000, aa = 0x0400, tc = 0x0200, rd = 0x0100, ra = 0x0080, ad = 0x0020,
                               cd = 0x0010;
}

/// Names are compressed wherever RFC 3597 section 4 allows it.
Bytes encode(const Packet& packet);
/// As far as it can be read; what comes after is left out.
Packet decode(ByteView wire);

/// Owner, type, class and RDATA in canonical form (RFC 4034 section 6.2, RFC 6840 section 5.1): the same for
/// records that mean the same. The TTL is not in it.
std::string canonical(const Rr& record);
/// The type that an RRSIG covers; 0 for another record.
std::uint16_t covered(const Rr& record);

Bytes lower(ByteView name);

}  // namespace edig::verdict
