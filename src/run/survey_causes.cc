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

SurveyCauses::Memory& SurveyCauses::memory_of(const transport::Server& server) {
  if (++since_ > names_a_memory) {
    since_ = 1;
    memories_.clear();
  }
  for (auto& [known, memory] : memories_)
    if (known == server) return memory;
  auto& memory = memories_.emplace_back(server, Memory()).second;
  memory.fetcher =
      std::make_unique<ClientFetcher>(client_, std::vector{server}, tactics_, request_.why.udp_size);
  memory.replies = std::make_unique<diagnosis::RememberingFetcher>(*memory.fetcher);
  return memory;
}

void SurveyCauses::find(survey::Row& row, const transport::Server& server) {
  auto name = dns::Name::parse(row.name);
  if (!name) return;
  auto& replies = *memory_of(server).replies;
  auto query = request_.query;
  query.question.name = *name;
  query.question.type = row.type;
  auto report = report::make_report(query, client_.ask({query, {server}, tactics_}));
  replies.start_over();
  auto diagnosis = find_out_why(request_.why, report, replies);
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
