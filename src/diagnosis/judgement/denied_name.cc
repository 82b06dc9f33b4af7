#include "diagnosis/judgement/denied_name.h"

#include <algorithm>
#include <vector>

#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::size_t max_denying = 4;

bool denies(const ServerState& server) {
  return server.good() && server.answer && server.answer->rcode == dns::rcode::nxdomain &&
         server.answer->answer.empty();
}

std::vector<Ask> asks_of(const ServerState& server, const dns::Question& question, const Asker& asker) {
  std::vector<Ask> asks;
  for (auto type : {dns::type::a, dns::type::aaaa, dns::type::txt})
    if (type != question.type)
      asks.push_back({.question = {question.name, type, question.cls},
                      .server = server.address,
                      .rd = false,
                      .cd = true,
                      .wait = asker.patient()});
  return asks;
}

// A record of that name, with authority.
bool has_name(const Answer& answer, const dns::Name& name) {
  if (!answer.reply || !answer.reply->header.aa || answer.reply->rcode != dns::rcode::noerror) return false;
  return std::ranges::any_of(answer.reply->answer,
                             [&](const dns::Record& record) { return record.owner == name; });
}

}  // namespace

std::optional<Finding> denied_for_type(const dns::Question& question, const ZoneHealth& health,
                                       Asker& asker) {
  Servers denying, contradicting;
  for (const auto& server : health.servers)
    if (denies(server) && denying.size() < max_denying) denying.push_back(&server);
  std::vector<Ask> asks;
  for (const auto* server : denying)
    for (auto& ask : asks_of(*server, question, asker)) asks.push_back(std::move(ask));
  asker.ask(asks);
  for (const auto* server : denying)
    if (std::ranges::any_of(asks, [&](const Ask& ask) {
          return ask.server == server->address && has_name(asker.answer(ask), question.name);
        }))
      contradicting.push_back(server);
  if (contradicting.empty()) return std::nullopt;
  auto finding = about_servers(contradicting, health, "name-denied-for-other-types", "",
                               {{"asked", question_text(question)}, {"name", question.name.text()}});
  finding.rrset = question_text(question);
  return finding;
}

}  // namespace edig::diagnosis
