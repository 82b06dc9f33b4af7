// Compares what the resolver told the user with what the zone's servers say: blocked, censored, filtered,
// forged, refused, stale, under a negative trust anchor, from a cached error; told apart from a broken zone.
#pragma once

#include <optional>
#include <vector>

#include "diagnosis/judgement/chain.h"
#include "diagnosis/judgement/health.h"
#include "diagnosis/judgement/request.h"
#include "diagnosis/judgement/resolver_state.h"

namespace edig::diagnosis {

struct Comparison {
  const Request& request;
  const Walk* resolver = nullptr;  // evidence through the resolver; null: not asked
  const Walk& truth;               // what counts
  bool direct = false;             // `truth` is from the authoritative servers
  const ResolverState& state;
  bool silent = false;                 // it gave no reply to anything
  const ZoneHealth* health = nullptr;  // of the zone of the answer
};

/// Findings about the resolver, the most telling first.
std::vector<Finding> policy_findings(const Comparison& comparison);

/// That something should be signed or proved and is not at all, as where a resolver made it up.
bool is_absence(const Finding& finding);

/// Whether the resolver's reply contradicts what one of the zone's servers says about the same question.
bool contradicted(const Request& request, const ZoneHealth& health);

}  // namespace edig::diagnosis
