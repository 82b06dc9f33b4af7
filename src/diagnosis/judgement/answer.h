// Judges what a reply says about one name: records, an alias, or that there is nothing (RFC 4035 section 5.3
// to 5.4).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/asking/planned_delegation.h"
#include "diagnosis/judgement/diagnosis.h"
#include "diagnosis/validation/denial.h"
#include "diagnosis/validation/signature.h"

namespace edig::diagnosis {

/// What every judgement needs.
struct Context {
  std::chrono::sys_seconds now;
  Budget* budget;
  const PlannedDelegation* planned = nullptr;  // null: there is none
};

/// How far a zone can be trusted.
struct ZoneTrust {
  dns::Name zone;
  Status status = Status::indeterminate;
  /// A link above or at this zone failed: its keys are published and lead to no trust anchor.
  bool broken = false;
  ZoneKeys keys;
  std::vector<dns::Record> anchors;  // the DS RRset or trust anchors that lead to it
  bool anchored = false;             // by trust anchors
  bool planned = false;              // by DS that are planned, and not those of the parent

  /// Its signatures can be judged.
  bool has_keys() const { return !keys.records.empty() && (status == Status::secure || broken); }
};

struct AnswerVerdict {
  enum class Kind { records, alias, nothing, name_error };
  Kind kind = Kind::nothing;
  Status status = Status::indeterminate;
  std::vector<Finding> findings;
  std::vector<std::pair<dns::Name, std::uint16_t>> covered;  // the RRsets of the answer that were looked at
  std::vector<RRsetVerdict> rrsets;                          // those whose signatures were judged
  std::optional<dns::Name> target;                           // of an alias; nothing: too long for a name
  std::optional<dns::Record> synthesized;                    // the CNAME that a DNAME makes
  bool name_exists = false;                                  // which NXDOMAIN is said of
  bool compact = false;      // the name does not exist, which NOERROR may say (RFC 9824)
  bool not_carried = false;  // signatures or proofs were looked for in a reply that could hold none
  Wording text;              // "RRSIG by 34505/13, until 2026-12-01 00:00 UTC"
};

/// `question`: about the name at this place of the chain. `message` may hold other names as well.
AnswerVerdict judge_answer(const dns::Question& question, const dns::Message& message, const ZoneTrust& trust,
                           const Context& context);

/// The alias that `message` holds for `name`: by CNAME, or by a DNAME above it (RFC 6672).
std::optional<dns::Name> alias_target(const dns::Message& message, const dns::Name& name);
/// Whether `message` holds anything in its answer section about `name`: records of `type`, or an alias.
bool speaks_of(const dns::Message& message, const dns::Name& name, std::uint16_t type);

}  // namespace edig::diagnosis
