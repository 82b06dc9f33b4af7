// DMARC (RFC 9989): which record applies to a domain, what it asks of receivers, and whether the reports that
// it wants are sent (RFC 9990 section 4).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/dmarc_walk.h"

namespace edig::services::dmarc {

struct Discovery {
  Walk walk;
  std::optional<dns::Name> organizational_domain;  // nothing: a look-up failed that decides on it
  std::optional<dns::Name> policy_domain;          // whose record applies; nothing: none does
  bool exists = true;                              // the domain
  std::string tag;                                 // by which the record asks: "p", "sp", "np"; may be empty
  std::optional<Policy> asked, policy;             // as the tag has it, and with test mode heeded
  Judgement judgement;
};

/// Nothing while records are missing.
std::optional<Discovery> discover(const dns::Name& domain, Records& records);

}  // namespace edig::services::dmarc
