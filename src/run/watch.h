// +watch: asks until every name works, and tells of each change as it is seen.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "run/progress.h"
#include "run/request.h"
#include "transport/client.h"

namespace edig::run {

/// How often each name is asked for: of `given`, or by itself.
std::chrono::milliseconds watch_interval(std::optional<std::chrono::milliseconds> given,
                                         const Request& request);

/// Returns the exit status: 0 when all of `requests` work at the same time. After SIGINT or SIGTERM, or where
/// nobody reads the output any more, the process ends with the largest status of their last outcomes.
int watch_all(transport::Client& client, std::vector<Request> requests,
              std::optional<std::chrono::milliseconds> interval, Progress& progress);

}  // namespace edig::run
