// Lost, late, cut: each diagnosis, of sound and of broken names, with one reply harmed in each way, and with
// many at random.
#pragma once

#include "options.h"
#include "universe.h"

namespace edig::verdict {

/// Runs those that the options leave, and prints what failed. Whether nothing did.
bool run_losses(const Universe& universe, const Options& options);

}  // namespace edig::verdict
