// Holds the extended errors of the server against the findings: is what it said true, and how exact?
#pragma once

#include <cstdint>
#include <vector>

#include "diagnosis/judgement/diagnosis.h"
#include "ede/dialects.h"

namespace edig::diagnosis {

struct ClaimVerdict {
  Claim claim = Claim::absent;
  Wording text;
  std::optional<bool> place_agrees = {};  // the zone, server or key that they name, with the evidence
};

/// `info_codes`: of the reply. `stale_data`: the reply holds data that can be stale, so that 3 or 19 can be
/// true.
/// `claimed`: the place that they name, if any.
ClaimVerdict judge_claim(const std::vector<std::uint16_t>& info_codes, const Diagnosis& diagnosis,
                         bool stale_data, const std::optional<ede::Reading>& claimed = {});

}  // namespace edig::diagnosis
