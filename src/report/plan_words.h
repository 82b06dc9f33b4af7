// A planned delegation (+ns, +ds) in words, for every format that people read.
#pragma once

#include <string>

#include "diagnosis/asking/planned_delegation.h"
#include "ede/registry.h"

namespace edig::report {

/// "servers ns1.example. (192.0.2.1), DS 2371/13/2": what is given, and what is left as the parent has it.
std::string plan_words(const diagnosis::PlannedDelegation& plan, ede::Language language);

}  // namespace edig::report
