// What +watch looks at in a report: the outcome, what makes a change, and how long caches keep it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "report/report.h"

namespace edig::run {

/// What makes a change: neither TTLs, nor the order of records or what is in them, nor whether a failure
/// comes from the server's cache (INFO-CODE 13).
struct WatchOutcome {
  /// NOERROR with records of the type asked for, no extended error by which they are in doubt, and with +why
  /// no error found.
  bool works = false;
  std::string no_reply;  // why there is none: an error's kind
  std::uint16_t rcode = 0;
  bool records = false;
  std::set<std::uint16_t> info_codes;
  std::set<std::pair<std::string, std::string>> errors;  // with +why: kind and zone

  /// The same, or the same failure with less said of it, as by servers that keep a failure and not its
  /// reasons: of those for DNSSEC, Unbound leaves INFO-CODE 6.
  bool repeats(const WatchOutcome& before) const;

  friend bool operator==(const WatchOutcome&, const WatchOutcome&) = default;
};

/// One look at a name.
struct Sight {
  WatchOutcome outcome;
  /// How long the server goes on giving this reply from its cache, as its TTLs say; nothing: not known, or it
  /// is authoritative.
  std::optional<std::chrono::seconds> cached = {};
  /// From what is known how long caches keep it after the repair, and for how long; zero: not known.
  report::Keeping keeping = report::Keeping::unknown;
  std::chrono::seconds kept{};
};

Sight see(const report::Report& report);

/// The exit status where this is the last that was seen: 0 only where the name works.
int watch_status(const report::Report& report);

}  // namespace edig::run
