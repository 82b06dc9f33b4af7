// Asks each question once: answers are kept for the run, batches counted, the deadline and the bound on
// questions held. How long servers may take is learned from those that answered.
#pragma once

#include <chrono>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "diagnosis/budget.h"
#include "diagnosis/fetcher.h"

namespace edig::diagnosis {

class Asker {
 public:
  using Clock = std::chrono::steady_clock;

  Asker(Fetcher& fetcher, Budget& budget, Clock::time_point deadline)
      : fetcher_(fetcher), budget_(budget), deadline_(deadline) {}

  /// Asks all at once that were not asked before, or that got no answer in a shorter time.
  void ask(std::span<const Ask> asks);
  /// These go along with the next that have to be asked.
  void ask_along(std::vector<Ask> asks) { along_ = std::move(asks); }
  /// The answer, once asked for; what was not asked for lack of time or by the bound has a timeout for an
  /// answer.
  const Answer& answer(const Ask& ask) const;
  bool asked(const Ask& ask) const { return answers_.contains(key(ask)); }

  /// How long to wait for an authoritative server where others can be asked instead, and before one is called
  /// dead.
  std::chrono::milliseconds brief() const;
  std::chrono::milliseconds patient() const;

  /// Whether any authoritative server answered over IPv6.
  bool heard_over_ipv6() const { return heard_over_ipv6_; }

  bool out_of_time() const { return Clock::now() >= deadline_; }
  unsigned questions() const { return questions_; }
  unsigned round_trips() const { return round_trips_; }

 private:
  struct Kept {
    Answer answer;
    std::chrono::milliseconds waited;
  };

  static std::string key(const Ask& ask);
  void pick(std::span<const Ask> asks, std::vector<Ask>& fresh, std::vector<std::string>& keys);
  bool known(const std::string& key, const Ask& ask) const;

  Fetcher& fetcher_;
  Budget& budget_;
  Clock::time_point deadline_;
  std::map<std::string, Kept> answers_;
  std::vector<Ask> along_;
  std::chrono::milliseconds slowest_{0};  // of the authoritative servers that answered
  bool heard_over_ipv6_ = false;
  unsigned questions_ = 0, round_trips_ = 0;
};

}  // namespace edig::diagnosis
