// The INFO-CODEs of extended DNS errors (RFC 8914 section 5.2, IANA "Extended DNS Error Codes") and what edig
// says of each. The data is info-codes.csv, compiled in and checked while compiling.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ede/phrase.h"

namespace edig::ede {

struct InfoCode {
  std::uint16_t code = 0;
  std::string_view purpose;    // the registry's name, "DNSKEY Missing"
  std::string_view reference;  // "RFC 8914 section 4.10"
  std::string_view category;   // dnssec policy network cache server information unknown
  std::string_view fault;      // who can act: zone parent resolver network client none
  /// What a client may try. never: the same question gets the same answer until somebody changes something by
  /// intent. later: when the fault is repaired or has passed. other-resolver: one with another cache, other
  /// algorithms or other clients; for a DNSSEC failure another validating one, never one that does not
  /// validate (RFC 8914 section 6). tcp: the same server over TCP.
  std::string_view retry;
  /// Beside NOERROR or NXDOMAIN it means that the answer is not what the zone's owner published, or can't be
  /// trusted:
  ///   3, 19 stale; 24 the zone's own copy has expired or failed; 14 the server was in no state to answer;
  ///   4, 15, 16, 17, 35 replaced or withheld by policy; 34 denied only to a resolver that does not know
  ///   DELEG; 6 to 12, 25 validation failed and the answer came all the same (CD, permissive mode); 33 it may
  ///   have failed unseen; 5 nobody can say whether it had to be signed; 28 it came against the policy that
  ///   the client set.
  /// Not so: 1, 2, 27, where a validator treats the zone as unsigned (RFC 4035 section 5.2, RFC 9276
  /// section 3.2), which is a normal state of a zone; 13, 18, 20, 21, 26, 30 to 32, which describe a failure
  /// and beside an answer can only speak of a step on the way; 22, 23, which resolvers also send when one of
  /// several servers failed; 0 and 29.
  bool suspect_answer = false;
  Texts texts;

  /// One sentence.
  std::string_view explanation(Language language) const { return texts.in(language); }
};

/// All registered codes, ascending.
std::span<const InfoCode> info_codes();
bool is_registered(std::uint16_t code);

/// The entry of `code`. An unregistered code gets an entry of category "unknown", shared by its range:
/// "Private Use" for 49152 to 65535 (RFC 8914 section 5.2), else "Unassigned"; the entry's `code` is then the
/// last of the range.
const InfoCode& info_code(std::uint16_t code);

}  // namespace edig::ede
