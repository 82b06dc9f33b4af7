#include "diagnosis/judgement/server_state.h"

#include <algorithm>

#include "diagnosis/asking/delegation.h"
#include "diagnosis/asking/source.h"
#include "diagnosis/asking/special_address.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// Whether an answer to a query with the DO bit shows that the server does not know what that is.
bool knows_no_dnssec(const Answer& answer) {
  return !answer.after_silence && answer.reply->is_whole() && !answer.reply->could_carry_dnssec();
}

}  // namespace

bool ServerState::withheld() const { return failure == not_asked && leads_nowhere(address); }
bool ServerState::unknown() const { return failure == not_asked && !leads_nowhere(address); }

bool ServerState::no_reply() const {
  return failure == "timeout" || failure == "refused" || failure == "unreachable" || failure == "closed" ||
         failure == "reset" || failure == "cut" || failure == "malformed" || failure == "resolve";
}

std::string ServerState::text() const { return name.text() + " (" + address + ")"; }

std::string lameness(const Answer& answer, const dns::Name& zone, const dns::Question& question) {
  auto text = failure_of(answer);
  if (!text.empty()) return text;
  switch (classify(*answer.reply, zone, question)) {
    case ReplyKind::answer:
      if (question.type != dns::type::soa || question.name != zone) return {};
      return dns::select(answer.reply->answer, zone, dns::type::soa).empty() ? "has no SOA of the zone" : "";
    case ReplyKind::referral:
      return {};
    case ReplyKind::upward:
      return "refers upwards";
    default:
      return "not authoritative";
  }
}

void read_replies(ServerState& server, const dns::Name& zone, std::span<const Ask> asks, const Asker& asker) {
  server.failing.clear();
  unsigned replies = 0, plain = 0, unaware = 0;
  std::string first;
  for (const auto& ask : asks) {
    const auto& answer = asker.answer(ask);
    auto why = lameness(answer, zone, ask.question);
    if (first.empty() || first == not_asked) first = why;
    if (why.empty()) {
      ++replies;
      plain += answer.without_edns;
      unaware += knows_no_dnssec(answer);
    } else if (answer.asked) {
      server.failing.push_back({ask.question, std::move(why)});
    }
  }
  if (replies > 0) first.clear();
  server.failure = std::move(first);
  server.without_edns = replies > 0 && plain == replies;
  server.without_dnssec = replies > 0 && unaware == replies;
}

}  // namespace edig::diagnosis
