// The records of a zone transfer one by one, as text or JSON, quickly.
#pragma once

#include <cstdint>
#include <string>

#include "dns/wire_record.h"
#include "report/dig_parts.h"
#include "report/format.h"

namespace edig::report {

class ZoneWriter {
 public:
  explicit ZoneWriter(const Style& style);

  /// A line, in JSON an object without a line break. False where the owner cannot be read.
  bool append(std::string& out, ByteView message, const dns::WireRecord& record);
  /// How many had RDATA that is malformed; it is shown in the generic form of RFC 3597 section 5.
  std::uint64_t malformed() const { return malformed_; }

 private:
  bool append_line(std::string& out, ByteView message, const dns::WireRecord& record) const;
  bool append_json(std::string& out, ByteView message, const dns::WireRecord& record);
  void append_slowly(std::string& out, const dns::Record& record) const;

  Style style_;
  bool plain_ = true;  // nothing that only records.h can do is asked for
  std::size_t chunk_ = 0;
  DigColumns columns_;
  std::uint64_t malformed_ = 0;
  std::string owner_, rdata_;  // of the record at hand
};

}  // namespace edig::report
