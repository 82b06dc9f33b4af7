// How far long work has come, on standard error: "1200 of 5000". Only where standard error is a terminal and
// the output is not, and only from the second second on.
#pragma once

#include <chrono>
#include <cstddef>

namespace edig::cli {

class Progress {
 public:
  explicit Progress(std::size_t total);
  /// Wipes what it wrote.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done);

 private:
  using Clock = std::chrono::steady_clock;
  bool wanted_ = false, shown_ = false;
  std::size_t total_;
  Clock::time_point due_;
};

}  // namespace edig::cli
