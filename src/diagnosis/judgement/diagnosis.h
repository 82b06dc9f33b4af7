// What edig found out itself: the root cause of a failure, where it sits, whose turn it is, and whether the
// server's extended errors are true. Values only; what scripts see of them is in edig(1), JSON.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "diagnosis/asking/cost.h"
#include "diagnosis/asking/planned_delegation.h"
#include "diagnosis/judgement/finding_kinds.h"
#include "diagnosis/judgement/wording.h"
#include "dns/message.h"
#include "dns/resolver_info.h"

namespace edig::diagnosis {

/// The four results of RFC 4033 section 5, and `unresolvable`: there is nothing to validate, since no server
/// of the zone answers.
enum class Status { secure, insecure, bogus, indeterminate, unresolvable };
std::string_view name(Status status);

enum class Severity { error, warning, note };
std::string_view name(Severity severity);

/// Whose turn it is.
enum class Fault { zone, parent, resolver, network, client, none, unknown };
std::string_view name(Fault fault);

/// One value of the evidence: a key such as "key_tag" and its value, typed so that JSON can show it.
using EvidenceValue =
    std::variant<std::string, std::int64_t, std::chrono::sys_seconds, std::vector<std::string>>;
/// A number as evidence has it.
constexpr std::int64_t integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }
struct EvidenceItem {
  std::string key;  // "expired", "key_tag", "algorithm", "servers" ...
  EvidenceValue value;
};

struct Finding {
  FindingKind kind;
  std::optional<std::uint16_t> info_code;  // the most specific one; nothing where none fits
  Severity severity = Severity::error;
  dns::Name zone;      // whose operator has to change something
  std::string rrset;   // "www.example. A"; empty where the finding is about no RRset
  std::string server;  // only where some servers are affected and others not
  Fault fault = Fault::zone;
  Wording text;    // one sentence for an engineer, no full stop
  Wording remedy;  // what the party at fault does: "re-sign the zone; check that the signer still runs"
  std::vector<EvidenceItem> evidence;

  bool is_error() const { return severity == Severity::error; }
};

/// One zone of the chain of trust, from the trust anchor down.
struct Link {
  dns::Name zone;
  Status status = Status::indeterminate;
  struct Ds {
    std::uint16_t key_tag;
    std::uint8_t algorithm, digest_type;
    bool matches;
  };
  struct Key {
    std::uint16_t key_tag;
    std::uint8_t algorithm;
    std::uint16_t flags;
    bool secure_entry_point, signs_keys;
    std::uint16_t bits = 0;  // its size; 0: not known
  };
  /// An RRset that was judged, or taken as it is.
  struct Set {
    enum class State {
      good,
      bad,        // it has signatures, and none is good
      unsigned_,  // it has none that counts, and should
      unlinked,   // keys that no DS or trust anchor leads to
      missing,    // what leads to it says that it is there
      unchecked,  // of a zone that counts as unsigned, or not to be judged
    };
    std::string text;  // "www.example. A", as the signatures have it
    std::uint32_t ttl = 0;
    State state = State::unchecked;
    std::optional<dns::Name> target = {};  // of an alias: where it leads
  };
  /// An RRSIG that was looked at; where one is good, those after it are not.
  struct Signature {
    std::string covers;  // "www.example. A"
    dns::Name signer;
    std::uint16_t key_tag;
    std::uint8_t algorithm;
    std::chrono::sys_seconds inception, expiration;
    bool good;
  };
  std::vector<Ds> ds;  // at the parent; for the root: the trust anchors
  std::vector<Key> keys;
  std::vector<Signature> signatures = {};  // over the DS RRset, the keys, and the zone's part of the answer
  std::vector<Set> sets = {};              // these RRsets, in that order

  /// It is signed, and counts as unsigned since edig supports nothing of what it is signed with.
  bool unverified() const { return status == Status::insecure && !ds.empty(); }
};

std::string_view name(Link::Set::State state);

/// What became of the last RRset of the chain.
struct LastRRset {
  std::string rrset;             // "www.example. A"; empty: nothing was asked for
  std::optional<Status> status;  // nothing: no answer came
  Wording evidence;              // "RRSIG by 34505/13, expired 2026-11-19 04:00 UTC"

  /// "www.example. A  BOGUS  RRSIG by 34505/13, expired 2026-11-19 04:00 UTC"
  std::string in(ede::Language language) const;
};

/// A server of the zone at fault, as it was asked.
struct ZoneServer {
  dns::Name name;
  std::string address;
  std::optional<std::uint32_t> serial;  // of its SOA; nothing: it gave none
};

/// The server's EDEs held against the findings.
enum class Claim { confirmed, refined, contradicted, unsupported, absent };
std::string_view name(Claim claim);

struct Diagnosis {
  Status status = Status::indeterminate;
  std::chrono::sys_seconds validated_at;
  std::vector<Finding> findings;  // the root cause first
  Claim claim = Claim::absent;
  Wording claim_text;  // one sentence on it, no full stop
  /// Where they name a zone, a server or a key: whether the evidence points to it, too.
  std::optional<bool> claimed_place_agrees = {};
  /// What the resolver says of itself, where it failed; unauthenticated as its reply.
  std::optional<dns::ResolverInfo> resolver_info = {};
  std::vector<Link> chain;
  /// The reply to the question that the evidence bears out: where the status is secure or insecure.
  std::optional<dns::Message> proven;
  /// Whom the zone's operator wants to hear of failures, as one of its servers says (RFC 9567);
  /// unauthenticated.
  std::optional<dns::Name> report_agent;
  /// Who answers for the zone at fault, as its SOA names them (RFC 1035 section 3.3.13); unauthenticated.
  std::optional<dns::Name> contact;
  std::vector<ZoneServer> servers = {};  // of that zone

  /// The status is insecure since a zone on the way is unverified, and not for want of signatures.
  bool unverified() const {
    return status == Status::insecure && std::ranges::any_of(chain, &Link::unverified);
  }

  LastRRset answer;
  Cost cost;
  std::optional<PlannedDelegation> plan = {};  // by which the zone was judged
};

}  // namespace edig::diagnosis
