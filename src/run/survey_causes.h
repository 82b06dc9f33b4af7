// +survey +why: the root cause of each name that fails.
#pragma once

#include <string>

#include "run/survey_evidence.h"
#include "survey/row.h"

namespace edig::run {

class SurveyCauses {
 public:
  /// `request`: as names are asked; outlives this.
  SurveyCauses(transport::Client& client, const Request& request)
      : request_(request), evidence_(client, request) {}

  /// Asks the row's server once more, and finds out why. Where nothing is wrong now, the cause has no kind.
  /// Its texts are there until the next call.
  void find(survey::Row& row, const transport::Server& server);

 private:
  const Request& request_;
  SurveyEvidence evidence_;
  std::string zone_, text_;
};

}  // namespace edig::run
