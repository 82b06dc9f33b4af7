// Several servers that were asked the same question, side by side: who agrees with whom, who stands alone,
// and what that means.
//
// A reply is what a server says: AD and extended errors are claims. What edig saw itself is which data came,
// and what came when the same server was asked to check nothing (CD=1) and for the root's SOA, which every
// validating resolver can validate (AD). Words are the report's; here are only kinds, whom they are about,
// and how sure they are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/judgement/diagnosis.h"

namespace edig::diagnosis {

/// One of the servers.
struct Side {
  Result<dns::Message> reply = fail(Error::Kind::timeout, "not asked");
  std::vector<std::uint16_t> info_codes;  // of the reply's extended errors
  /// The second look, where one was wanted: the same question with CD=1, and the root's SOA.
  std::optional<Result<dns::Message>> unchecked, root;
};

/// Questions that tell more about a server; what should be asked before the sides are judged.
struct SecondLook {
  std::size_t side = 0;
  enum class What { unchecked, root } what = What::unchecked;
};

/// None where no server fails: then the replies say all there is. `checking`: the question was asked without
/// CD.
std::vector<SecondLook> second_looks(std::span<const Side> sides, bool checking);

/// How sure a meaning is.
enum class Certainty {
  observed,  // it follows from what came
  claimed,   // as a server says
  likely,    // the best explanation; there are others
  open,      // edig cannot tell from this
};
std::string_view name(Certainty certainty);

/// What would settle it, in a fixed word: "why" (+why), "other-name" (the same servers, another name),
/// "again", "serials" (compare SOA serials), "whole" (without +ignore). Empty where nothing is left to
/// settle.
using Settlement = std::string_view;

struct Meaning {
  /// A fixed word: "agree", "dnssec-broken", "blocked" ...; the report's phrases have one for each.
  std::string_view kind = {};
  Severity severity = Severity::note;
  Certainty certainty = Certainty::observed;
  std::vector<std::size_t> sides = {};    // whom it is about
  std::vector<std::size_t> against = {};  // whom they are held against
  std::optional<std::uint16_t> info_code = {};
  Settlement settle = {};
};

/// What a server's reply is worth against what a diagnosis proved.
enum class Standing {
  agrees,
  rightly_fails,    // there is nothing valid to answer with
  unprotected,      // answers with data that cannot be validated
  wrongly_secure,   // the same, and says that it validated them
  wrongly_fails,    // where the answer is there and sound
  wrongly_denies,   // there are such records
  wrongly_answers,  // there are none
  other_data,       // than those that were proven, or than the zone's servers give
  unknown,          // no reply, or nothing to hold it against
};
std::string_view name(Standing standing);

struct SideBySide {
  /// Servers whose replies agree: RCODE, and answer data without regard to order, TTL and signatures; no
  /// reply agrees with no reply. The largest group first, then in the order of the servers.
  std::vector<std::vector<std::size_t>> groups;
  std::optional<std::size_t> alone;  // one server against two or more that agree
  std::vector<Meaning> meanings;     // the most telling first; never empty
  std::vector<Standing> standings;   // one for each server; empty without a diagnosis

  /// The servers disagree in a way that should not be, or not all of them answer.
  bool disagreement() const;
};

/// `question`: the one that all were asked.
SideBySide compare(std::span<const Side> sides, const dns::Question& question);

/// Holds each server against `diagnosis`, which is about one of them.
std::vector<Standing> measure(std::span<const Side> sides, const dns::Question& question,
                              const Diagnosis& diagnosis);

}  // namespace edig::diagnosis
