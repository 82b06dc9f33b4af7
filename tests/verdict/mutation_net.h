// The mutation test of the verdict: in each diagnosis of a sound name, one reply is changed in each way.
#pragma once

#include "options.h"
#include "universe.h"

namespace edig::verdict {

/// Runs those that the options leave, and prints what failed. Whether nothing did.
bool run_mutations(const Universe& universe, const Options& options);

}  // namespace edig::verdict
