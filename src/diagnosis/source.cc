#include "diagnosis/source.h"

#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// A resolver may take its time over servers that do not answer; the authoritative servers are asked then.
constexpr std::chrono::milliseconds patience{4000};

Ask ask_resolver(const dns::Question& question) { return Ask{.question = question, .server = {}}; }

}  // namespace

std::string failure_of(const Answer& answer) {
  if (!answer.reply) return std::string(name(answer.reply.error().kind));
  auto rcode = answer.reply->rcode;
  if (rcode == dns::rcode::noerror || rcode == dns::rcode::nxdomain) return {};
  return dns::rcode_text(rcode);
}

void ResolverSource::want(std::span<const dns::Question> questions) {
  std::vector<Ask> asks;
  for (const auto& question : questions) asks.push_back(ask_resolver(question));
  asker_.ask(asks, patience);
}

Evidence ResolverSource::get(const dns::Question& question) {
  auto ask = ask_resolver(question);
  if (!asker_.asked(ask)) asker_.ask({&ask, 1}, patience);
  const auto& answer = asker_.answer(ask);
  auto failure = failure_of(answer);
  if (!failure.empty()) return {nullptr, {}, failure};
  return {&*answer.reply, {}, {}};
}

}  // namespace edig::diagnosis
