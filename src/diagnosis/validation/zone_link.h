// Judges a zone's DNSKEY RRset against the DS RRset at its parent, or against trust anchors (RFC 4035
// section 5.2, RFC 4509 section 3, RFC 6840 section 5.11).
//
// Any one DS that leads over a key to a good signature over the DNSKEY RRset suffices. DS of algorithms or
// digest types that are not supported do not count; where no other is left, the zone counts as unsigned.
#pragma once

#include <optional>
#include <vector>

#include "diagnosis/validation/signature.h"

namespace edig::diagnosis {

enum class DsState {
  matches,
  unsupported_algorithm,
  unsupported_digest,
  obsolete_digest,  // SHA-1 beside SHA-2: not looked at (RFC 4509 section 3)
  no_such_tag,      // no key of that tag
  wrong_algorithm,  // a key of that tag, of another algorithm
  wrong_digest,     // a key of that tag and algorithm, another digest
  unreadable,       // the key of that tag, or that it fits, cannot be read
  not_zone_key,     // it fits a key that lacks the Zone Key flag
  revoked,          // it fits a key that is revoked
};

struct DsVerdict {
  dns::Ds ds;
  DsState state = DsState::no_such_tag;
  std::optional<dns::Dnskey> key;
  bool is_key_anchor = false;  // a trust anchor that is a DNSKEY; `ds` holds its tag and algorithm
};

enum class LinkState {
  secure,
  unsupported_algorithm,  // of every DS: counts as unsigned
  unsupported_digest,
  no_dnskey,      // the zone has no DNSKEY RRset
  no_match,       // no DS fits a key that can be read
  not_zone_key,   // those that fit lack the Zone Key flag
  flag_lost,      // the signature would verify with a Zone Key flag that a key has lost
  revoked,        // those that fit are revoked
  no_signature,   // the DNSKEY RRset has no signature by a key that a DS demands
  bad_signature,  // it has, and none is good
  not_judged,     // the work or the time for the whole was used up, or keys or DS were left out
};

struct LinkVerdict {
  LinkState state = LinkState::no_dnskey;
  std::vector<DsVerdict> ds;
  std::uint32_t ds_ttl = 0;
  std::vector<dns::Dnskey> keys;
  /// Tags of the published keys that cannot be read, and so verify nothing.
  std::vector<std::uint16_t> unreadable;
  /// Of the signatures by the keys that a DS fits, over the DNSKEY RRset.
  RRsetVerdict signatures;
  std::optional<dns::Dnskey> flagless;  // LinkState::flag_lost: the key
  /// The published keys that may sign the zone's data. Trusted only where the state is secure.
  ZoneKeys zone_keys;

  bool secure() const { return state == LinkState::secure; }
  /// Nothing is known of it: not a fault of anybody.
  bool unknown() const { return state == LinkState::not_judged; }
  bool counts_as_unsigned() const {
    return state == LinkState::unsupported_algorithm || state == LinkState::unsupported_digest;
  }
};

/// `anchors`: the DS RRset, or trust anchors (DS and DNSKEY). `keys`: null where there is no DNSKEY RRset.
LinkVerdict judge_link(const dns::Name& zone, const std::vector<dns::Record>& anchors, const RRset* keys,
                       std::chrono::sys_seconds now, Budget& budget);

}  // namespace edig::diagnosis
