// +survey +why: the root cause of each name that fails. What one diagnosis has learned, the next knows: names
// of one zone cost little more than one.
#pragma once

#include <memory>
#include <string>

#include "diagnosis/asking/remembering_fetcher.h"
#include "run/client_fetcher.h"
#include "run/request.h"
#include "survey/row.h"

namespace edig::run {

class SurveyCauses {
 public:
  /// `request`: as names are asked; outlives this.
  SurveyCauses(transport::Client& client, const Request& request);

  /// Asks once more, and finds out why. Where all is well now, the row says so and has no cause. Its texts
  /// are there until the next call.
  void find(survey::Row& row);

 private:
  void forget_now_and_then();

  transport::Client& client_;
  const Request& request_;
  transport::Tactics tactics_;
  std::unique_ptr<ClientFetcher> fetcher_;
  std::unique_ptr<diagnosis::RememberingFetcher> memory_;
  unsigned since_ = 0;
  std::string zone_, text_;
};

}  // namespace edig::run
