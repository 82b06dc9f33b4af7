// +compare: from the reports of several servers to one that holds them side by side.
#pragma once

#include <vector>

#include "report/report.h"
#include "run/request.h"
#include "transport/client.h"

namespace edig::run {

/// How many servers a request is for: 1, or with +compare all of them.
std::size_t side_count(const Request& request);
/// The request to one of them; 0 is `request` itself.
const Request& side_of(const Request& request, std::size_t side);

/// The report of the first server, with all of them beside it and what their replies mean together. With +why
/// also the diagnosis, and how each server stands against it; where nothing can be found out through the
/// first server, the report is that of the first through which something can. `sides`: one report for each
/// server, in their order. Asks a second time where a server fails. With +why all of it ends by `deadline`.
report::Report put_side_by_side(transport::Client& client, const Request& request,
                                std::vector<report::Report> sides,
                                std::chrono::steady_clock::time_point deadline);

}  // namespace edig::run
