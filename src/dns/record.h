// One resource record (RFC 1035 section 3.2.1, RFC 3597), as it stood in a message.
//
// ldns parses the RDATA and prints it. RDATA that ldns cannot parse is kept as it came; that and what ldns
// cannot print whole is printed in the generic form of RFC 3597 section 5, so that nothing is dropped.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "dns/name.h"

struct ldns_struct_rr;

namespace edig::dns {

struct Record {
  Name owner;
  std::uint16_t type = 0;
  std::uint16_t cls = 1;
  std::uint32_t ttl = 0;
  /// RDATA as it came. Names inside may be compressed: to be read only where `parsed` is null.
  Bytes raw;
  /// The whole record as ldns sees it; null where the RDATA is malformed. Never changed once made.
  std::shared_ptr<const ldns_struct_rr> parsed;

  /// RDATA with its names uncompressed.
  Bytes octets() const;
  /// RDATA in presentation format, one line.
  std::string rdata() const;
};

/// A record from zone-file text, "www.example. 300 IN A 192.0.2.1".
Result<Record> parse_record(std::string_view text);
/// A record of ldns', copied.
Record make_record(const ldns_struct_rr* rr);
/// RDATA of a record of ldns' as it would stand in a message, its names uncompressed.
Bytes rdata_octets(const ldns_struct_rr& rr);

}  // namespace edig::dns
