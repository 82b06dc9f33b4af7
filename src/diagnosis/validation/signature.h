// Judges one RRset's signatures against the keys of a zone (RFC 4035 section 5.3, RFC 6840 section 5).
//
// A validator only wants to know whether any signature is good. Here each RRSIG gets its own verdict, time
// and cryptography apart, so that the reason can be told: a signature that has expired but verifies means
// that the signer stopped, one that does not verify means that data, key or signature were changed.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/validation/budget.h"
#include "diagnosis/validation/rrset.h"

namespace edig::diagnosis {

/// A zone and the keys it signs with.
struct ZoneKeys {
  dns::Name zone;
  std::vector<dns::Record> records;  // DNSKEY
  bool complete = true;              // else a bound left out some
};

enum class SignatureState {
  valid,
  expired,
  not_yet_valid,
  expired_before_valid,  // expiration lies before inception, in serial arithmetic (RFC 4034 section 3.1.5)
  does_not_verify,       // a key of its tag is there, the cryptography fails
  no_such_key,           // no key of its tag and algorithm is published
  not_zone_key,          // its key lacks the Zone Key flag (RFC 4034 section 2.1.1)
  revoked_key,           // its key is revoked (RFC 5011)
  wrong_signer,          // the signer's name is not the zone
  bad_labels,            // more labels than the owner has (RFC 4035 section 5.3.1)
  unsupported_algorithm,
  unreadable,  // the RRset cannot be brought into canonical form
  not_tried,   // keys, those of one tag, or failures over the RRset are too many (CVE-2023-50387)
  not_judged,  // the work or the time for the whole was used up
};

struct SignatureVerdict {
  dns::Rrsig rrsig;
  SignatureState state = SignatureState::not_tried;
  /// Whether it verifies, its times apart.
  bool verifies = false;
  std::chrono::sys_seconds inception, expiration;
  std::optional<dns::Dnskey> key;  // that made it, or is to blame
};

/// What is wrong with the RRset as a whole, in the order in which one reason outdoes another.
enum class RRsetState {
  secure,
  unsigned_,      // no RRSIG at all
  unsupported,    // RRSIGs, all of unsupported algorithms
  expired,        // none is valid now, one has expired
  not_yet_valid,  // none is valid now, those that have not expired start in the future
  expired_before_valid,
  not_zone_key,
  does_not_verify,
  no_such_key,
  revoked_key,
  wrong_signer,
  bad_labels,
  unreadable,  // it holds a record that cannot be read
  not_tried,   // none that was tried is valid, and a bound left out others
  not_judged,
  not_carried,  // there are no signatures, in a reply that could hold none
};

struct RRsetVerdict {
  dns::Name owner;
  std::uint16_t type = 0;
  std::string text;  // "www.example. A"
  RRsetState state = RRsetState::unsigned_;
  std::vector<SignatureVerdict> signatures;
  /// Of the good signature; where there is none, of the one that explains the state.
  std::optional<std::size_t> telling;
  bool has_ttl_above_original = false;
  std::uint32_t ttl = 0;  // as it came

  bool secure() const { return state == RRsetState::secure; }
  /// Nothing is known of it: not a fault of anybody.
  bool unknown() const { return state == RRsetState::not_judged || state == RRsetState::not_carried; }
  const SignatureVerdict* signature() const { return telling ? &signatures[*telling] : nullptr; }
  /// Expanded from a wildcard (RFC 4035 section 5.3.4): the labels of the closest encloser. Of a good
  /// signature.
  std::optional<std::size_t> wildcard_labels() const;
};

RRsetVerdict judge(const RRset& set, const ZoneKeys& keys, std::chrono::sys_seconds now, Budget& budget);

/// An RRSIG's time as a point in time: the one closest to `now` (RFC 4034 section 3.1.5).
std::chrono::sys_seconds signature_time(std::uint32_t value, std::chrono::sys_seconds now);

}  // namespace edig::diagnosis
