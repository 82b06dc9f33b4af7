// +why: from a question to its diagnosis, over the transport room.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "diagnosis/asking/fetcher.h"
#include "diagnosis/asking/hints.h"
#include "diagnosis/asking/special_address.h"
#include "diagnosis/validation/anchors.h"
#include "report/report.h"
#include "run/plan.h"
#include "transport/client.h"

namespace edig::run {

/// What the options of the diagnosis decide.
struct Why {
  bool on = false;
  bool direct = false;                         // ask authoritative servers only
  std::optional<diagnosis::Anchors> anchors;   // nothing: the root's, built in and the system's
  std::optional<diagnosis::RootHints> hints;   // nothing: as the resolver has them, else built in
  std::optional<std::chrono::sys_seconds> at;  // nothing: now
  /// Of the whole, the user's question in it.
  std::chrono::milliseconds deadline{15000};
  /// Beyond it, where servers are slow; none where the user set it.
  std::chrono::milliseconds more_time{15000};
  bool ask_special = false;                       // also servers at addresses that lead nowhere
  bool ask_private = true;                        // and those of private networks
  std::uint16_t udp_size = dns::Edns().udp_size;  // of replies, as the user has it
  Plan plan;

  diagnosis::Anchors trusted() const;
  diagnosis::Reach reach() const;
  /// How long the user's question may take: of the deadline an eighth is for what the reply leads to.
  std::chrono::milliseconds patience() const { return deadline - deadline / 8; }
};

/// `tactics` with tries so short that all of them on `servers` take 5 s at the most. Beside the question the
/// diagnosis finds out what it can: waiting longer for a silent server tells nothing more.
transport::Tactics with_short_tries(const Why& why, const std::vector<transport::Server>& servers,
                                    transport::Tactics tactics);

/// The report of the user's question, which may still be under way: waits for it until then. Null: it is not
/// there.
using AwaitReport = std::function<const report::Report*(std::chrono::steady_clock::time_point until)>;

/// Finds out why the exchange of a report goes as it does; begins before the report is there. `servers` and
/// `tactics`: as the user's question is asked.
diagnosis::Diagnosis find_out_why(const Why& why, const dns::Question& question, const AwaitReport& report,
                                  std::chrono::steady_clock::time_point deadline, transport::Client& client,
                                  const std::vector<transport::Server>& servers,
                                  const transport::Tactics& tactics);

/// The same where the report is there, by a fetcher of the caller's.
diagnosis::Diagnosis find_out_why(const Why& why, const report::Report& report, diagnosis::Fetcher& fetcher);

}  // namespace edig::run
