// How far long work has come, on standard error: "1200 of 5000", where the output is no terminal, and what is
// being asked once nothing has come of it for a second. Only where standard error is a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "transport/client.h"

namespace edig::run {

/// "asking 192.0.2.53 for www.example. A", fit to print.
std::string asking(const transport::Job& job);

class Progress {
 public:
  /// `total`: nothing where it is not known before the end.
  explicit Progress(std::optional<std::size_t> total);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Whether there is somebody to tell.
  bool wanted() const { return wanted_; }
  /// One more is done.
  void step();
  /// `job` is not done yet. Costs little, however often it is said.
  void waiting(const transport::Job& job);
  /// This line, as far as it fits, where there is somebody to tell.
  void show(std::string line);
  /// Wipes what it wrote, so that something else can be.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::string count() const;

  bool wanted_ = false, counted_ = false;
  std::optional<std::size_t> total_;
  std::size_t done_ = 0;
  std::string shown_;
  Clock::time_point due_, stuck_;  // from when on to show the count, and what is being asked
};

}  // namespace edig::run
