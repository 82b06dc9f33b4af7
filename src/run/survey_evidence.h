// What the diagnoses of a survey share: what one has learned, the next knows, so that names of one zone cost
// little more than one.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "diagnosis/asking/remembering_fetcher.h"
#include "run/client_fetcher.h"
#include "run/request.h"

namespace edig::run {

class SurveyEvidence {
 public:
  /// `request`: as names are asked; outlives this.
  SurveyEvidence(transport::Client& client, const Request& request);

  /// As this server sees it, for another name or zone.
  diagnosis::RememberingFetcher& next(const transport::Server& server);
  /// Asks the server once more.
  report::Report ask(const dns::Question& question, const transport::Server& server);

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
};

}  // namespace edig::run
