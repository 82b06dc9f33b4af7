#include "diagnosis/judgement/siblings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/told.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "diagnosis/validation/zone_link.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// The question, and what its aliases lead to as far as the reply has records of it.
std::vector<dns::Question> aliases_in(const dns::Message& message, dns::Question question,
                                      const Budget& budget) {
  std::vector<dns::Question> asked{question};
  while (asked.size() <= budget.limits().aliases) {
    auto aliases = dns::select(message.answer, question.name, dns::type::cname);
    auto target = aliases.empty() ? std::nullopt : dns::read_target(*aliases.front());
    if (!target ||
        std::ranges::none_of(message.answer, [&](const auto& record) { return record.owner == *target; }))
      break;
    question.name = *target;
    asked.push_back(question);
  }
  return asked;
}

std::vector<Finding> judge_server(const ServerState& server, ZoneTrust trust, const dns::Question& question,
                                  const Context& context) {
  std::vector<Finding> findings;
  if (server.keys && !trust.anchors.empty()) {
    auto sets = rrsets(*server.keys, Section::answer);
    auto link = judge_link(trust.zone, trust.anchors, find(sets, trust.zone, dns::type::dnskey), context.now,
                           *context.budget);
    if (link.counts_as_unsigned() || link.unknown()) return findings;
    trust.keys = link.zone_keys;
    if (!link.secure()) findings.push_back(link_finding(link, trust.zone, trust.anchored, context.now));
  }
  if (server.answer && trust.has_keys())
    for (const auto& asked : aliases_in(*server.answer, question, *context.budget))
      for (auto& finding : judge_answer(asked, *server.answer, trust, context).findings)
        if (finding.is_error()) findings.push_back(std::move(finding));
  return findings;
}

std::string addresses(const std::vector<const ServerState*>& servers) {
  std::vector<std::string> texts;
  for (const auto* server : servers) texts.push_back(server->address);
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace

std::vector<ServerFaults> judge_servers(const ZoneHealth& health, const ZoneTrust& trust,
                                        const dns::Question& question, const Context& context) {
  std::vector<ServerFaults> judged;
  if (trust.anchors.empty() || trust.status == Status::insecure) return judged;
  for (const auto& server : health.servers)
    if (server.good()) judged.push_back({&server, judge_server(server, trust, question, context)});
  return judged;
}

void merge_servers(std::vector<Finding>& findings, const std::vector<ServerFaults>& servers,
                   const ZoneHealth& health) {
  const auto& zone = health.zone;
  std::map<FindingKind, std::vector<const ServerState*>> by_kind;
  std::map<FindingKind, Finding> examples;
  for (const auto& [server, faults] : servers)
    for (const auto& fault : faults) {
      auto& list = by_kind[fault.kind];
      if (std::ranges::find(list, server) == list.end()) list.push_back(server);
      examples.emplace(fault.kind, fault);
    }
  for (const auto& [kind, affected] : by_kind) {
    auto known = std::ranges::find_if(findings, [&](const Finding& finding) {
      return finding.zone == zone && finding.kind == kind && finding.is_error();
    });
    if (affected.size() == servers.size()) {
      if (known != findings.end() && servers.size() > 1)
        known->text = word(servers.size() == 2 ? Word("served-by-both") : Word("served-by-all"),
                           {{"what", known->text}, {"count", servers.size()}});
      continue;
    }
    if (known != findings.end()) {
      known->server = addresses(affected);
      known->text = word("served-by-some", {{"what", known->text},
                                            {"count", affected.size()},
                                            {"all", servers.size()},
                                            {"servers", known->server}});
      continue;
    }
    // The first finding says it all where a server has several faults.
    bool follows = std::ranges::any_of(findings, [&](const Finding& finding) {
      return finding.zone == zone && finding.server == addresses(affected) && finding.info_code;
    });
    if (follows) continue;
    auto finding = examples.at(kind);
    finding.severity = Severity::warning;
    finding.server = addresses(affected);
    finding.text = word("at-some-servers", {{"count", affected.size()},
                                            {"all", servers.size()},
                                            {"servers", finding.server},
                                            {"what", finding.text}});
    bool to_come = health.planned && std::ranges::all_of(affected, &ServerState::at_parent);
    finding.remedy = word(to_come ? Word("remedy-set-up-server") : Word("remedy-update-server"));
    findings.push_back(std::move(finding));
  }
}

namespace {

// Whether the answer of one server validates by the keys of another.
bool validates(const dns::Message& answer, const ServerState& keys, ZoneTrust trust,
               const dns::Question& question, const Context& context) {
  auto sets = rrsets(*keys.keys, Section::answer);
  auto link = judge_link(trust.zone, trust.anchors, find(sets, trust.zone, dns::type::dnskey), context.now,
                         *context.budget);
  if (!link.secure()) return true;  // told by itself
  trust.keys = link.zone_keys;
  return judge_answer(question, answer, trust, context).status != Status::bogus;
}

}  // namespace

std::optional<Finding> keys_differ(const ZoneHealth& health, const ZoneTrust& trust,
                                   const dns::Question& question, const Context& context) {
  if (trust.anchors.empty() || !trust.has_keys()) return std::nullopt;
  for (const auto& signing : health.servers)
    for (const auto& other : health.servers) {
      if (!signing.answer || !signing.keys || !other.keys || &signing == &other) continue;
      dns::Question keys{trust.zone, dns::type::dnskey, dns::cls::in};
      if (rdata_of(*signing.keys, keys) == rdata_of(*other.keys, keys)) continue;
      if (!validates(*signing.answer, signing, trust, question, context) ||
          validates(*signing.answer, other, trust, question, context))
        continue;
      auto what = question_text(question);
      auto finding = tell("dnskey-sets-differ", "",
                          {{"what", what},
                           {"signing", signing.text()},
                           {"other", other.text()},
                           {"zone", trust.zone.text()}});
      finding.info_code = 6;
      finding.severity = Severity::warning;
      finding.zone = trust.zone;
      finding.rrset = what;
      return finding;
    }
  return std::nullopt;
}

std::vector<Finding> data_differ(const ZoneHealth& health, const dns::Question& question) {
  const ServerState* first = nullptr;
  std::vector<Finding> findings;
  for (const auto& server : health.servers) {
    if (!server.good() || !server.answer) continue;
    if (!first) {
      first = &server;
      continue;
    }
    if (server.serial != first->serial ||
        data_of(*server.answer, question.type) == data_of(*first->answer, question.type))
      continue;
    auto what = question_text(question);
    auto finding =
        tell("servers-differ", "", {{"server", server.text()}, {"rrset", what}, {"other", first->text()}});
    finding.severity = Severity::note;
    finding.zone = health.zone;
    finding.rrset = what;
    finding.server = server.address;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace edig::diagnosis
