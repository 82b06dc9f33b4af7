// How far a call has come, for the process that speaks with the client (revision 2026-07-28, "Progress"):
// told once a second at the most, and only where it is further than before.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "mcp/workers.h"

namespace edig::mcp {

class Progress {
 public:
  explicit Progress(Workers::Tell tell) : tell_(std::move(tell)) {}

  /// `total`: nothing where it is not known. `message`: in words, fit to print.
  void reach(std::uint64_t done, std::optional<std::uint64_t> total, const std::string& message);

 private:
  using Clock = std::chrono::steady_clock;

  Workers::Tell tell_;
  std::uint64_t done_ = 0;
  Clock::time_point due_ = {};
};

}  // namespace edig::mcp
