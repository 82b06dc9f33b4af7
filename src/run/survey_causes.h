// +survey +why: the root cause of each name that fails. What one diagnosis has learned, the next knows: names
// of one zone cost little more than one.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "diagnosis/asking/remembering_fetcher.h"
#include "run/client_fetcher.h"
#include "run/request.h"
#include "survey/row.h"

namespace edig::run {

class SurveyCauses {
 public:
  /// `request`: as names are asked; outlives this.
  SurveyCauses(transport::Client& client, const Request& request);

  /// Asks the row's server once more, and finds out why. Where nothing is wrong now, the cause has no kind.
  /// Its texts are there until the next call.
  void find(survey::Row& row, const transport::Server& server);

 private:
  // What is known of one server's view.
  struct Memory {
    std::unique_ptr<ClientFetcher> fetcher;
    std::unique_ptr<diagnosis::RememberingFetcher> replies;
  };

  Memory& memory_of(const transport::Server& server);

  transport::Client& client_;
  const Request& request_;
  transport::Tactics tactics_;
  std::vector<std::pair<transport::Server, Memory>> memories_;
  unsigned since_ = 0;
  std::string zone_, text_;
};

}  // namespace edig::run
