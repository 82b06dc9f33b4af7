#include "run/survey_evidence.h"

namespace edig::run {
namespace {

// What is remembered of so many names is let go: memory does not grow, and old evidence does not linger.
constexpr unsigned names_a_memory = 500;

}  // namespace

SurveyEvidence::SurveyEvidence(transport::Client& client, const Request& request)
    : client_(client),
      request_(request),
      tactics_(with_short_tries(request.why, request.servers, request.tactics)) {}

SurveyEvidence::Memory& SurveyEvidence::memory_of(const transport::Server& server) {
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

diagnosis::RememberingFetcher& SurveyEvidence::next(const transport::Server& server) {
  auto& replies = *memory_of(server).replies;
  replies.start_over();
  return replies;
}

report::Report SurveyEvidence::ask(const dns::Question& question, const transport::Server& server) {
  auto query = request_.query;
  query.question = question;
  return report::make_report(query, client_.ask({query, {server}, tactics_}));
}

}  // namespace edig::run
