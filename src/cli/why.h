// +why: from a report to its diagnosis, over the transport room.
#pragma once

#include <chrono>
#include <optional>

#include "diagnosis/asking/hints.h"
#include "diagnosis/validation/anchors.h"
#include "report/report.h"
#include "transport/client.h"

namespace edig::cli {

/// What the options of the diagnosis decide.
struct Why {
  bool on = false;
  bool direct = false;                         // ask authoritative servers only
  std::optional<diagnosis::Anchors> anchors;   // nothing: the root's, built in and the system's
  std::optional<diagnosis::RootHints> hints;   // nothing: as the resolver has them, else built in
  std::optional<std::chrono::sys_seconds> at;  // nothing: now
  std::chrono::milliseconds deadline{15000};
  bool ask_special = false;  // also servers at addresses that lead nowhere
};

/// Finds out why the exchange of `report` went as it did. `servers` and `tactics`: as the user's question was
/// asked.
diagnosis::Diagnosis find_out_why(const Why& why, const report::Report& report, transport::Client& client,
                                  const std::vector<transport::Server>& servers,
                                  const transport::Tactics& tactics);

}  // namespace edig::cli
