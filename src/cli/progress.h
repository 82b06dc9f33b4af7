// How far long work has come, on standard error: "1200 of 5000". Only where standard error is a terminal and
// the output is not, and only from the second second on.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace edig::cli {

class Progress {
 public:
  /// `total`: nothing where it is not known before the end.
  explicit Progress(std::optional<std::size_t> total);
  /// Wipes what it wrote.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One more is done.
  void step();

 private:
  using Clock = std::chrono::steady_clock;
  bool wanted_ = false, shown_ = false;
  std::optional<std::size_t> total_;
  std::size_t done_ = 0;
  Clock::time_point due_;
};

}  // namespace edig::cli
