// How far a survey has come, on standard error: one line that changes where that is a terminal, a line now
// and then where it is none, or JSON a line for programs.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "run/progress.h"
#include "survey/row.h"

namespace edig::run {

class SurveyProgress {
 public:
  explicit SurveyProgress(bool as_json) : as_json_(as_json), line_(std::nullopt) {}

  void count(const survey::Row& row);
  /// From here on what failed is asked again, or diagnosed: so many.
  void begin(std::string_view what, std::uint64_t total);
  /// Shows it, where it is time. `part` of the input has been read, from 0 to 1; nothing: not known.
  void show(std::optional<double> part);
  void clear() { line_.clear(); }

 private:
  using Clock = std::chrono::steady_clock;

  std::string text(std::optional<double> part, double rate) const;
  std::string json(std::optional<double> part, double rate) const;
  std::optional<double> seconds_left(std::optional<double> part) const;

  bool as_json_;
  Progress line_;
  std::string phase_ = "asking";
  std::uint64_t done_ = 0, failures_ = 0, phase_total_ = 0, phase_begun_at_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> kinds_;  // RCODEs and why no reply came: few
  Clock::time_point start_ = Clock::now(), phase_start_ = start_, due_ = start_ + std::chrono::seconds(1);
  Clock::time_point last_ = start_;
  std::uint64_t last_done_ = 0;
};

}  // namespace edig::run
