#include "diagnosis/asking/source.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::diagnosis {
std::string failure_of(const Answer& answer) {
  if (!answer.asked) return std::string(not_asked);
  if (!answer.reply) return std::string(name(answer.reply.error().kind));
  auto rcode = answer.reply->rcode;
  if (rcode == dns::rcode::noerror || rcode == dns::rcode::nxdomain)
    return answer.reply->is_whole() ? "" : "truncated";
  // With the DNAME that makes a name too long (RFC 6672 section 2.2).
  if (rcode == dns::rcode::yxdomain && !answer.reply->answer.empty()) return {};
  return dns::rcode_text(rcode);
}

Ask ResolverSource::ask(const dns::Question& question) const {
  return Ask{.question = question, .server = {}, .wait = patience_};
}

// A resolver that hangs once will again.
void ResolverSource::notice(const Answer& answer) {
  heard_ |= answer.reply.has_value();
  if (answer.ran_out()) patience_ = std::min(patience_, std::chrono::milliseconds(patient_ ? 4000 : 400));
}

void ResolverSource::want(std::span<const dns::Question> questions) {
  std::vector<Ask> asks;
  for (const auto& question : questions) asks.push_back(ask(question));
  asker_.ask(asks);
  for (const auto& each : asks) notice(asker_.answer(each));
}

Evidence ResolverSource::get(const dns::Question& question) {
  auto ask = this->ask(question);
  if (!asker_.asked(ask)) asker_.ask({&ask, 1});
  const auto& answer = asker_.answer(ask);
  notice(answer);
  auto failure = failure_of(answer);
  if (!failure.empty()) return {nullptr, {}, failure};
  return {&*answer.reply, {}, {}};
}

}  // namespace edig::diagnosis
