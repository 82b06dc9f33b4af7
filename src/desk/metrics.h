// What the desk has done, in Prometheus' text format (version 0.0.4). No names, no addresses.
#pragma once

#include <map>
#include <string>

#include "desk/counter.h"

namespace edig::desk {

/// `responses`: how many of each status.
std::string metrics_text(const Counter& counter, const std::map<int, std::uint64_t>& responses);

}  // namespace edig::desk
