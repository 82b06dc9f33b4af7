// Whom a reply names as the zone that it comes from: the signer in its RRSIGs (RFC 4035 section 5.3.1).
#pragma once

#include <vector>

#include "dns/message.h"

namespace edig::diagnosis {

struct Signers {
  /// The longest name first; a few at the most.
  std::vector<dns::Name> zones;
  /// They sign the records themselves, or the NSEC and NSEC3 that deny them. Else only the SOA: a weaker
  /// claim.
  bool by_records = true;
};

/// `home`: the name whose zone it is about; for DS that is the parent's.
Signers signers_of(const dns::Message& message, const dns::Question& question, const dns::Name& home);

}  // namespace edig::diagnosis
