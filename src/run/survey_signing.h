// +survey +preflight=signing: whether each zone is ready to be signed, or for its DS to go to the parent.
//
// A zone that has keys and no DS yet is judged by the DS that its keys would have, as +ds judges it, so that
// what validation would find later is found before.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "diagnosis/judgement/signing_state.h"
#include "run/survey_evidence.h"
#include "survey/row.h"

namespace edig::run {

class SurveySigning {
 public:
  /// `request`: as zones are asked for; outlives this.
  SurveySigning(transport::Client& client, const Request& request)
      : request_(request), evidence_(client, request) {}

  /// Looks at the zone of the row's name. What the row gets is there until the next call.
  void look_at(survey::Row& row, const transport::Server& server);

 private:
  diagnosis::Diagnosis diagnose(const dns::Name& zone, const diagnosis::Apex& apex,
                                const diagnosis::SigningState& state, const transport::Server& server,
                                diagnosis::Fetcher& replies);
  survey::Cause told(const diagnosis::Finding& finding);

  const Request& request_;
  SurveyEvidence evidence_;
  std::deque<std::string> texts_;
  std::vector<survey::Cause> more_;
};

}  // namespace edig::run
