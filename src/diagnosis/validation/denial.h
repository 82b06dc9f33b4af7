// Proofs that something does not exist: NSEC (RFC 4035 section 5.4, RFC 6840 section 4) and NSEC3 (RFC 5155
// section 8, RFC 9276); compact denial, where a NODATA says that there is no such name (RFC 9824).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnosis/validation/signature.h"

namespace edig::diagnosis {

/// Above this many additional iterations every validator of today treats a zone's denials as unsigned (RFC
/// 9276 section 3.2); above the lower one, the newest do.
inline constexpr std::uint16_t iterations_accepted_by_all = 50, iterations_accepted_by_some = 150;

enum class Denies {
  name,      // NXDOMAIN
  type,      // NODATA
  ds,        // a delegation without DS, or no delegation at all
  wildcard,  // that a name closer than the wildcard which was expanded exists
};

enum class DenialState {
  proven,
  opt_out,        // the name lies in an opt-out span: no proof either way, counts as unsigned (RFC 5155
                  // section 9.2)
  iterations,     // more iterations than any validator accepts: counts as unsigned
  missing,        // no NSEC or NSEC3 at all
  incomplete,     // some are there, they do not prove it
  bad_signature,  // those there have no good signature
  not_carried,    // it is not there, in a reply that could not hold it
  not_judged,     // the work or the time for the whole was used up
};

/// What a proof lacks, or which of its records is in its way.
enum class Lack {
  nothing,
  cover,              // of the name
  wildcard_cover,     // of the wildcard
  next_closer_cover,  // of the next closer name
  match,              // of the name
  match_or_cover,     // of the name
  closest_encloser,   // a match for one
  denial_of_type,     // in the record of the name
  own_records,        // those there are not of this zone
  existing_name,      // a record shows that the name exists
  names_below,        // the record shows that there are names below
  closer_name,        // the record shows a name closer than the wildcard
  delegation_above,   // the closest encloser is a delegation
};

struct DenialVerdict {
  DenialState state = DenialState::missing;
  /// Denies::ds: the name is a delegation (its NS is in the type bitmap).
  bool delegation = false;
  /// Denies::ds: the name was proven not to exist.
  bool no_such_name = false;
  /// The NSEC of the name lists NXNAME: the name does not exist, and NOERROR says so (RFC 9824 section 3.1).
  bool compact = false;
  Lack lacks = Lack::nothing;
  dns::Name lacks_at;  // the name, or the owner of the record
  /// The NSEC or NSEC3 RRset with the bad signature.
  std::optional<RRsetVerdict> bad;
  /// All NSEC and NSEC3 RRsets that were judged.
  std::vector<RRsetVerdict> records = {};
  bool nsec3 = false;
  std::uint16_t iterations = 0;
  std::size_t salt_length = 0;

  /// Nothing is known of it: not a fault of anybody.
  bool unknown() const { return state == DenialState::not_judged || state == DenialState::not_carried; }
  bool proven() const { return state == DenialState::proven; }
  bool counts_as_unsigned() const {
    return state == DenialState::opt_out || state == DenialState::iterations;
  }
};

struct DenialQuestion {
  Denies what;
  dns::Name name;
  std::uint16_t type = 0;
  std::size_t encloser_labels = 0;  // Denies::wildcard
};

/// The proof is in the authority section of `message`. Only records of `keys.zone` count.
DenialVerdict judge_denial(const DenialQuestion& question, const dns::Message& message, const ZoneKeys& keys,
                           std::chrono::sys_seconds now, Budget& budget);

/// Whether an NSEC in `message` lists NXNAME, so that its NOERROR and another server's NXDOMAIN say the same.
/// Looks at no signature.
bool denies_compactly(const dns::Message& message);

}  // namespace edig::diagnosis
