// The records of a message one after the other, as they stand in it (RFC 1035 section 4.1.3). Nothing is
// copied: a zone has millions of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "dns/record.h"

namespace edig::dns {

struct WireRecord {
  std::size_t offset = 0;  // of its owner, in the message
  std::uint16_t type = 0, cls = 0;
  std::uint32_t ttl = 0;
  std::size_t rdata_offset = 0;
  ByteView rdata;        // as far as the message has it
  bool cut_off = false;  // the message ends inside the RDATA
};

/// The record at `offset`. Nothing where the message ends before its RDATA. The owner may be a name that
/// cannot be read.
std::optional<WireRecord> read_record(ByteView message, std::size_t offset);
/// Where the message goes on behind it.
inline std::size_t end_of(const WireRecord& record) { return record.rdata_offset + record.rdata.size(); }
/// The offset behind the name at `offset`, whose pointers are not followed; nothing where it is cut off.
std::optional<std::size_t> skip_name(ByteView message, std::size_t offset);
/// Where the records of `message` begin, which has a whole header.
std::optional<std::size_t> skip_questions(ByteView message);

/// What ldns makes of it; null where the RDATA is malformed.
std::shared_ptr<const ldns_struct_rr> parse_rr(ByteView message, const WireRecord& record, const Name& owner);
/// The whole record; nothing where its owner cannot be read.
std::optional<Record> to_record(ByteView message, const WireRecord& record);

}  // namespace edig::dns
