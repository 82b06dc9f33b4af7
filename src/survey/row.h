// What became of one line of a survey's input: the value that is written, counted and read back.
//
// A row is seen once and let go: its texts are views of what made it.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.h"

namespace edig::survey {

/// How asking ended. In the output: an RCODE, or the kind of an `error` (edig(1), JSON).
enum class Outcome : std::uint8_t {
  replied,
  timeout,
  refused,  // nothing listens: ICMP, RST
  unreachable,
  connection,  // closed, TLS or HTTP failed
  malformed,   // what came is no DNS message
  bad_input,   // the line of the input holds no name, or no server that can be asked
};
/// "reply", "timeout", "refused", "unreachable", "connection", "malformed", "bad-input"
std::string_view name(Outcome outcome);
std::optional<Outcome> outcome_of(std::string_view name);

struct ExtendedError {
  std::uint16_t info_code = 0;
  std::string_view extra_text = {};  // as received: hostile
};

/// One try that did not settle the question (edig(1), JSON, `attempts`).
struct Attempt {
  std::string_view transport, address, outcome;  // "timeout", "refused", "closed" ...
  double ms = 0;
};

/// The root cause, as +why found it (diagnosis/judgement/diagnosis.h).
struct Cause {
  std::string_view kind;    // "signature-expired"
  std::string_view zone;    // whose operator has to change something; empty: none known
  std::string_view fault;   // whose turn it is: "zone", "resolver" ...
  std::string_view status;  // "bogus", "unresolvable" ...
  std::string_view text;    // one sentence
  std::string_view severity = "error";
};

/// What the same server said where it was told not to validate (preflight.h).
struct Unvalidated {
  Outcome outcome = Outcome::replied;
  std::uint16_t rcode = 0;  // of `replied`
  bool unchecked = false;   // the reply has CD, too: the server knows it
};

/// How far a zone is signed (diagnosis/judgement/signing_state.h).
struct Signing {
  std::string_view stage = "unknown", parent = "indeterminate";
  std::bitset<256> algorithms = {};
  std::size_t dnskey_octets = 0;
  std::uint32_t dnskey_ttl = 0, soa_ttl = 0, negative_ttl = 0, expire = 0;  // seconds
  std::int64_t signatures_end = 0;  // seconds of Unix time; 0: nothing is signed
};

/// What a preflight comes to: of a name whether validation changes anything, of a zone whether it is ready to
/// be signed.
enum class Verdict : std::uint8_t {
  works,    // with validation as without
  stops,    // it has an answer now, and would fail
  fails,    // with validation as without
  unknown,  // what was seen does not tell
  ready,
  mend,  // something first
};

struct Preflight {
  Verdict verdict = Verdict::unknown;
  std::optional<Unvalidated> unvalidated = {};
  std::optional<Signing> signing = {};

  bool good() const { return verdict == Verdict::works || verdict == Verdict::ready; }
};

/// What one application of a domain comes to (services/report.h), in the words of the JSON.
struct Application {
  std::string_view name, state;  // "mx", "works"
  Cause cause = {};              // the finding that decides; of no kind: nothing is wrong
};

/// +services: what mail, TLS and certificates have of a domain.
struct Services {
  std::string_view state = "not-evaluated";  // the worst of the applications'
  std::span<const Application> applications = {};
  std::span<const Cause> failures = {};  // why look-ups failed
  std::string_view json = {};            // the whole of it, where it is to be written

  bool good() const { return state == "works" || state == "not-used"; }
  /// Of the first application in that state that has one; null: none has.
  const Cause* cause() const;
};

struct Row {
  std::uint64_t line = 0;      // of the input, from 1
  std::string_view name = {};  // presentation format; of bad input: what the line says
  std::uint16_t type = 1;
  unsigned servers = 1;             // that its line is asked of, with a row for each: +compare
  std::string_view server = {};     // whose reply it is, or who was asked last: an address
  std::string_view transport = {};  // "udp", "tcp", "tls", "https"
  std::uint16_t port = 0;
  Outcome outcome = Outcome::replied;
  std::uint16_t rcode = 0;  // extended by OPT; only of `replied`, as what follows
  std::uint16_t flags = 0;  // the header's second 16 bits, RCODE in it
  /// What a reply of NOERROR holds: "answer", "nodata", "alias" or "referral" (edig(1), JSON, `outcome`).
  std::string_view content = "answer";
  bool edns = false;
  std::uint16_t udp_size = 0;
  bool dnssec_ok = false;
  std::span<const ExtendedError> errors = {};
  /// The reply as it came, where its records are to be written; else empty.
  std::string_view message = {};
  double ms = 0;                         // of the final exchange
  bool authenticated = false;            // encrypted, and the server verified
  unsigned attempts = 1;                 // packets or requests sent for it
  std::span<const Attempt> before = {};  // those that did not settle it, as far as they are kept
  /// It failed at first, and was fine when it was asked again alone at the end.
  bool recovered = false;
  /// What was measured may not be so: a failure that nobody asked again alone, or a reply of a server that
  /// invents answers.
  bool doubtful = false;
  std::int64_t at = 0;  // when it ended, in seconds of Unix time; 0: not known
  double weight = 1;    // of the input's column
  std::optional<Cause> cause = {};
  std::span<const Cause> more = {};         // findings beside it
  std::optional<Preflight> preflight = {};  // of a survey that is one
  std::optional<Services> services = {};    // of a survey that looks at them; then `cause` is theirs
  Error::Kind kind = Error::Kind::timeout;  // why there is no reply
  std::string_view error = {};              // of bad input and of failures: one line for a reader

  /// RCODE NOERROR or NXDOMAIN.
  bool answered() const;
  /// An EDE means that something is wrong with the answer (ede::InfoCode::suspect_answer).
  bool suspect() const;
  /// RCODE NOERROR or NXDOMAIN, without an EDE that means that something is wrong, and by its preflight or
  /// its services, if there are such, good: what +failures leaves out.
  bool fine() const;
};

}  // namespace edig::survey
