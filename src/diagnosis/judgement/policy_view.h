// What the resolver told the user and what is true, side by side: what all rules about a resolver ask of the
// two.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "diagnosis/judgement/policy.h"
#include "diagnosis/judgement/told_finding.h"

namespace edig::diagnosis {

/// INFO-CODEs by which a resolver says that its own rules made the answer.
inline constexpr std::initializer_list<std::uint16_t> policy_codes = {15, 16, 17, 4};

using Rdata = std::set<Bytes>;
/// Of the records of a type in the answer section, made canonical.
Rdata rdata_of(const dns::Message& message, std::uint16_t type);
bool answers(const dns::Message& message, std::uint16_t type);
bool overlap(const Rdata& a, const Rdata& b);

class PolicyView {
 public:
  explicit PolicyView(const Comparison& comparison) : comparison_(comparison) {}

  const Request& request() const { return comparison_.request; }
  const dns::Question& question() const { return request().question; }
  std::uint16_t type() const { return question().type; }
  const Walk& truth() const { return comparison_.truth; }
  const Walk* resolver() const { return comparison_.resolver; }
  const ZoneHealth* health() const { return comparison_.health; }
  bool resolver_is_silent() const { return comparison_.silent; }
  const ResolverState& state() const { return comparison_.state; }
  /// The truth is from the authoritative servers.
  bool direct() const { return comparison_.direct; }
  /// The truth is known, and it is an answer.
  bool sound() const;

  /// Whether the resolver gave one of these INFO-CODEs; the first of them that it gave.
  bool says(std::initializer_list<std::uint16_t> wanted) const;
  std::optional<std::uint16_t> said(std::initializer_list<std::uint16_t> wanted) const;

  /// The zone of the answer.
  dns::Name zone() const;
  /// Whether the resolver, told to check nothing, gives the evidence on that zone.
  bool resolver_knows_zone() const;
  /// It said of several things in the zone that it fails, and gave none.
  bool resolver_gets_nothing() const;
  bool resolver_delivers_answer() const { return resolver() && resolver()->message; }

  /// "www.example. A"
  std::string subject() const;
  /// "there is such a record, which is signed and validates"
  Wording there_is() const;

  /// A finding about the resolver's reply, with {subject} and {truth} in its text, and {zone}.
  Finding tell(FindingKind kind, std::string_view variant, Severity severity, Fault fault,
               std::optional<std::uint16_t> info_code = {}, Values values = {}) const;

 private:
  const Comparison& comparison_;
};

/// The zone is in order, and the resolver gave no answer: it fails, refuses or is silent.
std::optional<Finding> failure_of_resolver(const PolicyView& view);
/// The zone is in order, and the resolver answered.
std::optional<Finding> answer_of_resolver(const PolicyView& view);
/// The zone is broken, and the resolver answers all the same.
std::optional<Finding> answer_of_broken_zone(const PolicyView& view, std::optional<bool> validates);

}  // namespace edig::diagnosis
