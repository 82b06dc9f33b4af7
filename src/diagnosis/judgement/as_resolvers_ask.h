// Where a resolver fails and the answer is sound: the zone's servers are asked as resolvers ask them, which
// is not only for the name and type in question. Names above it come first (RFC 9156), letters in mixed case
// guard against forgery, other types come from other clients; what is said of these can deny the name, though
// it is there.
#pragma once

#include <vector>

#include "diagnosis/judgement/diagnosis.h"
#include "diagnosis/judgement/health.h"

namespace edig::diagnosis {

/// In what the zone's servers contradict themselves about the name of `question`, which exists; nothing where
/// they are consistent. The most telling first.
std::vector<Finding> inconsistencies(const dns::Question& question, const ZoneHealth& health, Asker& asker);

}  // namespace edig::diagnosis
