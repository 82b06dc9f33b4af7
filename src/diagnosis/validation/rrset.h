// RRsets (RFC 2181 section 5) with the signatures that came with them (RFC 4035 section 5.3).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "dns/dnssec.h"
#include "dns/message.h"
#include "dns/record.h"

namespace edig::diagnosis {

class RRset {
 public:
  RRset() = default;
  RRset(dns::Name name, std::uint16_t rr_type, const std::vector<dns::Record>& members = {},
        const std::vector<dns::Record>& rrsigs = {});

  dns::Name owner;
  std::uint16_t type = 0;
  std::vector<dns::Record> records;     // no two alike
  std::vector<dns::Record> signatures;  // RRSIGs that cover it, no two alike
  /// That there is no signature means that it has none: it came in a reply that could carry them.
  bool could_be_signed = true;

  /// A record that is there already is left out (RFC 2181 section 5.2).
  void add(const dns::Record& record);
  void add_signature(const dns::Record& rrsig);
  /// The RDATA of the records in canonical form and order (RFC 4034 sections 6.2 and 6.3).
  const std::set<std::string>& canonical() const { return rdata_; }
  /// Whether all of it can be brought into canonical form. Else no signature can be held against it: it is
  /// verified whole, octet for octet as it came, or not at all.
  bool is_readable() const { return readable_; }

  /// "www.example. A"
  std::string text() const;

 private:
  bool readable_ = true;
  std::set<std::string> rdata_, rrsigs_;
};

enum class Section { answer, authority };

/// The RRsets of a section in the order of their first records; RRSIGs are with what they cover. What is not
/// of the class IN is no part of any. Takes n log n.
std::vector<RRset> rrsets(const dns::Message& message, Section section);
const RRset* find(const std::vector<RRset>& sets, const dns::Name& owner, std::uint16_t type);

}  // namespace edig::diagnosis
