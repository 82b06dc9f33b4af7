// Requests -> reports, in the order of the requests.
#pragma once

#include <functional>
#include <span>

#include "cli/request.h"
#include "report/report.h"
#include "transport/client.h"

namespace edig::cli {

/// Called once for every request, in their order, as soon as its turn comes.
using Answered = std::function<void(const Request&, const report::Report&)>;
/// Called with the number of requests settled so far, in whatever order.
using Progressed = std::function<void(std::size_t)>;

/// Asks all `requests` at once. Where a name does not exist and the search list has another one, that is
/// asked next.
void ask_all(transport::Client& client, std::span<const Request> requests, const Answered& answered,
             const Progressed& progressed = {});

}  // namespace edig::cli
