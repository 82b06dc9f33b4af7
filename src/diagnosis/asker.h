// Asks each question once: answers are kept for the run, batches counted, the deadline and the bound on
// questions held.
#pragma once

#include <chrono>
#include <map>
#include <span>
#include <string>

#include "diagnosis/budget.h"
#include "diagnosis/fetcher.h"

namespace edig::diagnosis {

class Asker {
 public:
  using Clock = std::chrono::steady_clock;

  Asker(Fetcher& fetcher, Budget& budget, Clock::time_point deadline)
      : fetcher_(fetcher), budget_(budget), deadline_(deadline) {}

  /// Asks all that were not asked before, at once, for `patience` at the longest.
  void ask(std::span<const Ask> asks, std::chrono::milliseconds patience);
  /// The answer, once asked for; what was not asked for lack of time or by the bound has a timeout for an
  /// answer.
  const Answer& answer(const Ask& ask) const;
  bool asked(const Ask& ask) const { return answers_.contains(key(ask)); }

  bool out_of_time() const { return Clock::now() >= deadline_; }
  unsigned questions() const { return questions_; }
  unsigned round_trips() const { return round_trips_; }

 private:
  static std::string key(const Ask& ask);

  Fetcher& fetcher_;
  Budget& budget_;
  Clock::time_point deadline_;
  std::map<std::string, Answer> answers_;
  unsigned questions_ = 0, round_trips_ = 0;
};

}  // namespace edig::diagnosis
