#include "run/survey_causes.h"

#include <algorithm>

namespace edig::run {
namespace {

// What is remembered of so many names is let go: memory does not grow, and old evidence does not linger.
constexpr unsigned names_a_memory = 500;

}  // namespace

SurveyCauses::SurveyCauses(transport::Client& client, const Request& request)
    : client_(client),
      request_(request),
      tactics_(with_short_tries(request.why, request.servers, request.tactics)) {}

void SurveyCauses::forget_now_and_then() {
  if (memory_ && ++since_ < names_a_memory) return;
  since_ = 0;
  memory_.reset();
  fetcher_ = std::make_unique<ClientFetcher>(client_, request_.servers, tactics_, request_.why.udp_size);
  memory_ = std::make_unique<diagnosis::RememberingFetcher>(*fetcher_);
}

void SurveyCauses::find(survey::Row& row) {
  auto name = dns::Name::parse(row.name);
  if (!name) return;
  forget_now_and_then();
  auto query = request_.query;
  query.question.name = *name;
  query.question.type = row.type;
  auto report = report::make_report(query, client_.ask({query, request_.servers, tactics_}));
  memory_->start_over();
  auto diagnosis = find_out_why(request_.why, report, *memory_);
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
