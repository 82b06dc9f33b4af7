// Transfers a zone (AXFR, IXFR) and prints it as it comes, so that it takes no more memory however large it
// is.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "report/report.h"
#include "run/interruption.h"
#include "run/request.h"
#include "transport/client.h"

namespace edig::run {

/// What came of it.
struct Transferred {
  /// It ended before there was a record to print; else everything is.
  std::optional<report::Report> report = {};
  int status = 0;
  std::string complaints = {};  // for standard error
  /// A signal that ended it takes effect when this goes: when all is printed.
  std::unique_ptr<Interruption> interruption = {};
};

/// `write` prints text to standard output. SIGINT and SIGTERM end the transfer once it has begun, and what
/// has come is printed.
Transferred transfer_zone(transport::Client& client, const Request& request,
                          const std::function<void(std::string_view)>& write);

}  // namespace edig::run
