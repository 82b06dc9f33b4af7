// The looking-up for services: questions become Lookups, each validated, over a Fetcher. Evidence that many
// questions share is asked for once; what fails can be diagnosed from the same evidence.
#pragma once

#include <chrono>
#include <memory>
#include <span>

#include "diagnosis/asking/remembering_fetcher.h"
#include "diagnosis/judgement/walks.h"
#include "run/why.h"
#include "services/records.h"

namespace edig::run {

class LookUp {
 public:
  /// `why`: whom to ask, and by which anchors, clock and hints to judge. Both outlive this.
  LookUp(const Why& why, diagnosis::Fetcher& fetcher, std::chrono::steady_clock::time_point deadline);

  /// Puts the answers into `records`.
  void answer(std::span<const dns::Question> questions, services::Records& records);
  /// Why a question that failed does.
  diagnosis::Diagnosis diagnose(const dns::Question& question);

  /// A bound was reached: what is missing in `records` failed for that.
  bool bounded() const { return !budget_.work().reached.empty(); }
  /// Of all of it, the diagnoses included.
  diagnosis::Cost cost() const;

 private:
  std::unique_ptr<diagnosis::Source> source();

  const Why& why_;
  diagnosis::Anchors anchors_;
  std::chrono::sys_seconds now_;
  std::chrono::steady_clock::time_point deadline_;
  diagnosis::Fetcher& asked_;
  diagnosis::RememberingFetcher fetcher_;
  diagnosis::Budget budget_;
  diagnosis::Asker asker_;
  std::unique_ptr<diagnosis::Source> source_;
  diagnosis::Walks walks_;
  diagnosis::Cost diagnosed_;
};

/// What a walk to `question` comes to; `failure`: why it has no answer.
services::Lookup lookup_of(const diagnosis::Walk& walk, const dns::Question& question,
                           const std::string& failure);

}  // namespace edig::run
