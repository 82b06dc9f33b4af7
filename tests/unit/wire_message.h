// Messages made of records in presentation format, uncompressed.
#pragma once

#include <string>
#include <vector>

#include "dns/record.h"
#include "dns/wire_record.h"

namespace edig::test {

/// Where the records of `message_of` begin: it has no question.
constexpr std::size_t first_record = 12;

inline void put16(Bytes& wire, std::size_t value) {
  wire.push_back(static_cast<std::uint8_t>(value >> 8));
  wire.push_back(static_cast<std::uint8_t>(value));
}

inline void put(Bytes& wire, ByteView bytes) { wire.insert(wire.end(), bytes.begin(), bytes.end()); }

/// A reply with these in its answer section.
inline Bytes message_of(const std::vector<std::string>& answer) {
  Bytes wire;
  for (std::size_t field :
       {std::size_t{0}, std::size_t{0x8400}, std::size_t{0}, answer.size(), std::size_t{0}, std::size_t{0}})
    put16(wire, field);
  for (const auto& text : answer) {
    auto record = dns::parse_record(text).value();
    auto rdata = record.octets();
    put(wire, record.owner.wire());
    put16(wire, record.type);
    put16(wire, record.cls);
    put16(wire, record.ttl >> 16);
    put16(wire, record.ttl & 0xffff);
    put16(wire, rdata.size());
    put(wire, rdata);
  }
  return wire;
}

inline Bytes message_of(const std::string& record) { return message_of(std::vector{record}); }

}  // namespace edig::test
