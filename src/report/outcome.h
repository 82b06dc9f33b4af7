// What a reply amounts to where its RCODE alone does not say so.
#pragma once

#include "dns/types.h"
#include "report/format.h"

namespace edig::report {

struct Outcome {
  enum class Kind {
    rcode,     // as the RCODE says
    nodata,    // the name exists, but not the TYPE (RFC 2308 section 2.2)
    referral,  // ask the servers of this zone (RFC 9499, "Referral")
    alias,     // a chain of aliases that this server does not follow to its end
  };
  Kind kind = Kind::rcode;
  const dns::Record* record = nullptr;  // the referral's first NS, the last alias

  bool negative(const dns::Message& message) const {
    return kind == Kind::nodata || message.rcode == dns::rcode::nxdomain;
  }
};

/// `message` is the reply to `query`; the outcome points into it.
Outcome judge(const dns::Query& query, const dns::Message& message);
/// "SERVFAIL", "NOERROR, no A records".
std::string outcome_word(const Report& report, const Style& style, const dns::Message& message,
                         const Outcome& outcome);

/// Whether the answer section has a record of the type asked for; of ANY, a record.
bool holds(const dns::Message& message, std::uint16_t wanted);
/// The first record of `type` in a section.
const dns::Record* first_of(const std::vector<dns::Record>& section, std::uint16_t type);

}  // namespace edig::report
