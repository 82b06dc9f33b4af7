// How far a zone is signed, and what is to be mended before it is, or before its DS goes to the parent:
// beside what its diagnosis finds, what only matters to who is about to do so.
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "diagnosis/judgement/diagnosis.h"
#include "dns/message.h"

namespace edig::diagnosis {

/// What the zone's apex has, by the replies of a resolver with CD; null where there was none.
struct Apex {
  const dns::Message *soa = nullptr, *keys = nullptr, *ds = nullptr;
};

struct SigningState {
  enum class Stage : std::uint8_t {
    unknown,    // a reply is missing
    none,       // there is no zone of this name
    unsigned_,  // no DNSKEY
    signed_,    // DNSKEY, and no DS at the parent
    delegated,  // both
  };
  Stage stage = Stage::unknown;
  std::bitset<256> algorithms = {};                                         // of its keys
  std::size_t dnskey_octets = 0;                                            // of the reply with its keys
  std::uint32_t dnskey_ttl = 0, soa_ttl = 0, negative_ttl = 0, expire = 0;  // negative: RFC 2308 section 4
  Status parent = Status::indeterminate;                                    // of the zone above
  /// Of the zone's signatures that were looked at, the first: it is valid until then.
  std::optional<std::chrono::sys_seconds> signatures_end = {};
};
/// "unknown", "none", "unsigned", "signed", "delegated"
std::string_view name(SigningState::Stage stage);

/// As far as the apex tells; `zone` is its name.
SigningState signing_state(const dns::Name& zone, const Apex& apex);
/// RDATA of the DS records that the zone's keys would have (SHA-256, RFC 4509): by these it can be judged
/// before the parent has one.
std::vector<std::string> future_ds(const dns::Name& zone, const Apex& apex);

/// The findings of the zone's diagnosis that signing depends on, and what there is beside them, what is to be
/// mended first in front. `state` gets what the diagnosis tells of it.
std::vector<Finding> signing_findings(const dns::Name& zone, const Diagnosis& diagnosis, SigningState& state);
/// The zone's operator, or its parent's, has to change something first.
bool to_mend(const Finding& finding);
/// Something stood in the way, so that more may be wrong than was found.
bool leaves_open(const Finding& finding);

}  // namespace edig::diagnosis
