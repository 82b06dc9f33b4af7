// RRsets (RFC 2181 section 5) with the signatures that came with them (RFC 4035 section 5.3).
#pragma once

#include <string>
#include <vector>

#include "dns/dnssec.h"
#include "dns/record.h"

namespace edig::diagnosis {

struct RRset {
  dns::Name owner;
  std::uint16_t type = 0;
  std::vector<dns::Record> records;     // no two alike
  std::vector<dns::Record> signatures;  // RRSIGs that cover it

  /// "www.example. A"
  std::string text() const;
};

/// The RRsets of a section in the order of their first records; RRSIGs are with what they cover. The class is
/// not looked at: replies hold the class asked for.
std::vector<RRset> rrsets(const std::vector<dns::Record>& section);
const RRset* find(const std::vector<RRset>& sets, const dns::Name& owner, std::uint16_t type);

}  // namespace edig::diagnosis
