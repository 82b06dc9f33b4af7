// Many trials, each in a process that may end badly: what ends it is a result like any other.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "evidence.h"

namespace edig::verdict {

struct Failure {
  std::size_t trial;
  Falsehood what;
};

/// Makes trials 0 to `count` - 1 in `jobs` processes side by side, in an order of its own for each. A trial
/// that crashes, that does not end, or that takes too much of the processor, has failed.
std::vector<Failure> make_trials(std::size_t count, unsigned jobs,
                                 const std::function<std::optional<Falsehood>(std::size_t)>& trial);

}  // namespace edig::verdict
