#include "run/survey_causes.h"

#include <algorithm>

namespace edig::run {

void SurveyCauses::find(survey::Row& row, const transport::Server& server) {
  auto name = dns::Name::parse(row.name);
  if (!name) return;
  auto report = evidence_.ask({.name = *name, .type = row.type}, server);
  auto diagnosis = find_out_why(request_.why, report, evidence_.next(server));
  survey::Cause cause{};
  cause.status = diagnosis::name(diagnosis.status);
  auto found = std::ranges::find_if(diagnosis.findings, &diagnosis::Finding::is_error);
  if (found != diagnosis.findings.end()) {
    zone_ = found->zone.text();
    text_ = found->text.in(request_.style.language);
    cause.kind = found->kind.text();
    cause.zone = zone_;
    cause.fault = diagnosis::name(found->fault);
    cause.text = text_;
  }
  row.cause = cause;
}

}  // namespace edig::run
