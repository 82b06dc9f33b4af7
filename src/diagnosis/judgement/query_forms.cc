#include <algorithm>
#include <functional>

#include "diagnosis/judgement/forms.h"
#include "diagnosis/judgement/server_probe.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

Servers good_servers(const ZoneHealth& health, const std::function<bool(const ServerState&)>& which) {
  Servers servers;
  for (const auto& server : health.servers)
    if (server.good() && which(server)) servers.push_back(&server);
  return servers;
}

bool loses(const ServerState& server) { return !server.lost.empty(); }

// One is chance. Two of one server are not, nor is one of each.
std::optional<Finding> large_replies_lost(const ZoneHealth& health) {
  auto losing = good_servers(health, loses);
  bool each_of_several = losing.size() == health.good() && losing.size() > 1;
  if (!each_of_several) std::erase_if(losing, [](const auto* server) { return server->lost.size() < 2; });
  if (losing.empty()) return std::nullopt;
  auto smallest = losing.front()->lost.front();
  for (const auto* server : losing) smallest = std::min(smallest, std::ranges::min(server->lost));
  auto finding =
      about_servers(losing, health, "large-replies-lost", "", {{"octets", std::to_string(smallest)}});
  finding.info_code = 23;
  finding.fault = Fault::network;
  return finding;
}

// Signed records that verify as they come in lower case, and do not as they come in mixed case.
bool spoiled_by_case(const ServerState& server, const ZoneTrust& trust, const Context& context) {
  auto judged = [&](const dns::Message& message) {
    auto sets = rrsets(message, Section::answer);
    const auto* soa = find(sets, trust.zone, dns::type::soa);
    return soa ? judge(*soa, trust.keys, context.now, *context.budget) : RRsetVerdict{};
  };
  if (!server.soa || !server.soa_in_capitals || !server.soa->could_carry_dnssec() ||
      !server.soa_in_capitals->could_carry_dnssec())
    return false;
  if (!judged(*server.soa).secure()) return false;
  auto in_capitals = judged(*server.soa_in_capitals);
  return !in_capitals.secure() && !in_capitals.unknown();
}

std::optional<Finding> letter_case(const ZoneHealth& health, const ZoneTrust* trust, const Context& context) {
  dns::Question asked{in_mixed_case(health.zone), dns::type::soa, dns::cls::in};
  auto told = [&](const Servers& servers, std::string_view variant) {
    return about_servers(servers, health, "letter-case-matters", variant, {{"asked", question_text(asked)}});
  };
  auto denying = good_servers(health, [](const auto& server) { return server.case_matters; });
  if (!denying.empty()) return told(denying, "");
  if (!trust || !trust->has_keys()) return std::nullopt;
  auto spoiling =
      good_servers(health, [&](const auto& server) { return spoiled_by_case(server, *trust, context); });
  if (spoiling.empty()) return std::nullopt;
  auto finding = told(spoiling, "signatures");
  finding.info_code = 6;
  return finding;
}

}  // namespace

std::vector<Finding> query_form_findings(const ZoneHealth& health, const ZoneTrust* trust,
                                         const Context& context) {
  std::vector<Finding> findings;
  // What is silent may be a loss still; not of all of several servers.
  auto refusing = good_servers(health, [](const auto& server) { return server.refuses_options; });
  if (refusing.size() > 1 && refusing.size() == health.good())
    findings.push_back(about_servers(refusing, health, "options-refused", "", {}));
  auto cutting = good_servers(health, [](const auto& server) { return server.cuts_replies; });
  if (!cutting.empty()) findings.push_back(about_servers(cutting, health, "replies-cut", "", {}));
  if (auto lost = large_replies_lost(health)) findings.push_back(std::move(*lost));
  if (auto differs = letter_case(health, trust, context)) findings.push_back(std::move(*differs));
  return findings;
}

}  // namespace edig::diagnosis
