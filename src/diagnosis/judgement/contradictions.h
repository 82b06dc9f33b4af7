// What a zone says of a name that is there, in its other replies about the name and those above it, which
// were asked for on the way down: denied, though it is there (RFC 8020), or its type left out of an NSEC or
// NSEC3 bitmap, from which resolvers may deny it for as long as they keep that (RFC 8198).
#pragma once

#include <optional>
#include <vector>

#include "diagnosis/asking/source.h"
#include "diagnosis/judgement/answer.h"

namespace edig::diagnosis {

struct Contradictions {
  std::vector<Finding> findings;
  /// A resolver denies the name, without proof: that is its word, and not the zone's.
  bool by_hearsay = false;
};

/// `question`: that the zone of `trust` answers with records. Asks for nothing that is not wanted anyway.
Contradictions contradictions(const dns::Question& question, const ZoneTrust& trust, Source& source,
                              const Context& context);

/// Whether what denies something in `message` also denies what every apex has: SOA, NS, and where it is
/// signed DNSKEY.
std::optional<Finding> denied_apex(const dns::Message& message, const ZoneTrust& trust,
                                   const Context& context);

}  // namespace edig::diagnosis
