// What is wrong with a zone's servers, as findings.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "diagnosis/asking/planned_delegation.h"
#include "diagnosis/asking/special_address.h"
#include "diagnosis/judgement/health.h"
#include "diagnosis/judgement/serials.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using Texts = std::vector<std::string>;

// What a server does instead of answering; an RCODE as it is.
Value in_words(const std::string& failure) {
  auto key = "server-" + failure;
  std::ranges::replace(key, ' ', '-');
  auto row = ede::find(finding_words(), key);
  return row ? Value(Wording(*row)) : Value(failure);
}

Value in_words(const ServerState& server) {
  return server.withheld() ? Value(word("server-withheld")) : in_words(server.failure);
}

Wording in_words(const NameServer& server) {
  if (server.trouble == "no such name") return word("name-no-such-name");
  if (server.trouble == "no glue") return word("name-no-glue");
  if (server.trouble == no_planned_address) return word("name-no-planned-address");
  if (server.trouble == "circle") return word("name-circle");
  if (server.trouble == "endless") return word("name-endless");
  if (server.trouble == "unresolved") return word("name-unresolved", {{"failure", reason(server.failure)}});
  return word("name-no-address");
}

// What kind of address it is, where that can be why nothing comes back: from a server that answers, something
// did.
std::optional<ede::Phrase> special_reason(const ServerState& server) {
  return server.no_reply() || server.withheld() ? special_address(server.address) : std::nullopt;
}

Wording with_address_kind(const ServerState& server) {
  auto special = special_reason(server);
  Values values{{"server", server.text()}, {"what", in_words(server)}};
  if (!special) return word("server-does", values);
  values.emplace_back("address", Wording(*special));
  return word("server-at-does", values);
}

std::vector<Wording> failures(const ZoneHealth& health) {
  std::vector<Wording> wordings;
  for (const auto& server : health.servers)
    if (!server.good() && !server.unknown()) wordings.push_back(with_address_kind(server));
  for (const auto& server : health.nowhere)
    wordings.push_back(word("server-does", {{"server", server.name.text()}, {"what", in_words(server)}}));
  return wordings;
}

// The zone's, of this kind.
Finding about(const ZoneHealth& health, FindingKind kind, std::string_view variant, Severity severity,
              Values values) {
  values.emplace_back("zone", health.zone.text());
  auto finding = tell(kind, variant, values);
  finding.zone = health.zone;
  finding.severity = severity;
  return finding;
}

// All that are known, or those of the plan.
std::size_t how_many(const ZoneHealth& health) {
  if (!health.planned) return health.servers.size() + health.nowhere.size() + health.not_asked;
  return static_cast<std::size_t>(std::ranges::count_if(health.servers, &ServerState::at_parent)) +
         health.nowhere.size() + health.not_asked;
}

// Every server fails (RFC 8914 section 4.23).
Finding all_fail(const ZoneHealth& health) {
  constexpr std::size_t most = 3;  // that are told one by one
  auto all = failures(health);
  bool all_special = !health.servers.empty() && std::ranges::all_of(health.servers, [](const auto& server) {
    return special_reason(server).has_value();
  });
  auto separator = &ede::Conventions::semicolon;
  std::string_view number = all.size() == 1 ? "" : all.size() <= most ? "all" : "many";
  auto of_plan = fmt::format("planned{}{}", number.empty() ? "" : "-", number);
  auto finding = about(health, "no-reachable-authority", health.planned ? of_plan : number, Severity::error,
                       {{"failures", Wording(separator, separator, {all.begin(), all.end()})},
                        {"count", all.size()},
                        {"first", all.empty() ? Wording() : all.front()}});
  finding.info_code = 22;
  if (health.planned)
    finding.remedy =
        word(health.servers.empty() ? Word("remedy-plan-addresses") : Word("remedy-set-up-planned"));
  else if (health.servers.empty())
    finding.remedy = word("remedy-give-servers-addresses");
  else if (all_special)
    finding.remedy = word("remedy-publish-public-glue");
  else if (std::ranges::all_of(health.servers,
                               [](const auto& server) { return server.failure == "REFUSED"; }))
    finding.remedy = word("remedy-load-zone");
  Texts texts;
  for (const auto& wording : all) texts.push_back(wording.in(ede::Language::en));
  finding.evidence.push_back({"servers", texts});
  return finding;
}

// One server of several fails: it costs time now, and the zone when the others go.
Finding one_fails(const ZoneHealth& health, const ServerState& server) {
  bool no_reply = server.no_reply() || server.withheld();
  auto finding =
      about(health, no_reply ? FindingKind("server-unreachable") : "server-lame",
            !health.planned    ? ""
            : server.at_parent ? "planned"
                               : "unplanned",
            Severity::warning, {{"count", how_many(health)}, {"failure", with_address_kind(server)}});
  finding.info_code = no_reply ? 23 : 20;
  finding.server = server.address;
  finding.evidence.push_back({"name", server.name.text()});
  if (!server.says.empty())
    finding.evidence.push_back({"server_says", fmt::format("EDE {}", fmt::join(server.says, ", "))});
  return finding;
}

// A single reply may get lost, and what nobody asks a server for is nobody's trouble.
bool matters(const ZoneHealth& health, bool keys_matter, const ServerState::Failing& failing) {
  bool said = failing.why != "timeout" && failing.why != "truncated";
  bool apex = failing.question.name == health.zone;
  return said && (!apex || (failing.question.type == dns::type::dnskey && keys_matter));
}

// It answers, and fails for some questions.
Finding fails_for_some(const ZoneHealth& health, bool keys_matter, const ServerState& server) {
  bool any = std::ranges::any_of(server.failing,
                                 [&](const auto& each) { return matters(health, keys_matter, each); });
  std::vector<Value> questions;
  for (const auto& [question, why] : server.failing)
    questions.emplace_back(
        word("question-fails", {{"question", question_text(question)}, {"what", in_words(why)}}));
  auto finding = about(health, "server-fails-for-some", "", any ? Severity::warning : Severity::note,
                       {{"server", server.text()}, {"questions", enumeration(std::move(questions))}});
  auto first = std::ranges::find_if(server.failing,
                                    [&](const auto& each) { return matters(health, keys_matter, each); });
  if (first == server.failing.end()) first = server.failing.begin();
  finding.rrset = question_text(first->question);
  finding.server = server.address;
  return finding;
}

Texts names(const std::vector<dns::Name>& list) {
  std::set<dns::Name> sorted(list.begin(), list.end());
  Texts texts;
  for (const auto& name : sorted) texts.push_back(name.lower().text());
  return texts;
}

std::optional<Finding> ns_differ(const ZoneHealth& health) {
  auto parent = names(health.parent_ns), child = names(health.child_ns);
  if (parent.empty() || child.empty() || parent == child) return std::nullopt;
  if (health.planned) {
    auto finding = about(health, "ns-differ", "planned", Severity::note,
                         {{"plan", list(parent)}, {"child", list(child)}});
    finding.evidence = {{"plan", parent}, {"child", child}};
    return finding;
  }
  auto finding =
      about(health, "ns-differ", "", Severity::note, {{"parent", list(parent)}, {"child", list(child)}});
  finding.evidence = {{"parent", parent}, {"child", child}};
  return finding;
}

void transport_notes(const ZoneHealth& health, std::vector<Finding>& findings) {
  for (const auto& server : health.servers) {
    if (!server.good()) continue;
    auto note = [&](FindingKind kind, Severity severity) {
      findings.push_back(about(health, kind, "", severity, {{"server", server.text()}}));
      findings.back().server = server.address;
    };
    if (server.without_edns) note("server-without-edns", Severity::note);
    if (!server.without_tcp) continue;
    note("server-without-tcp", Severity::warning);
    findings.back().info_code = 23;
  }
}

constexpr double slow_ms = 1000, slower_than_others = 3;

std::string seconds(double ms) { return fmt::format("{:.1f}", ms / 1000); }

// Nothing is known of them, for nothing at all is reached over IPv6.
Finding over_ipv6_only(const ZoneHealth& health, bool resolver_has_answer) {
  auto finding = tell("servers-out-of-reach", "ipv6", {{"zone", health.zone.text()}});
  finding.zone = health.zone;
  finding.severity = resolver_has_answer ? Severity::note : Severity::error;
  finding.fault = resolver_has_answer ? Fault::none : Fault::network;
  if (!resolver_has_answer) finding.info_code = 22;
  return finding;
}

// A long way from here slows the servers of all zones.
bool is_slow(const ZoneHealth& health, const ServerState& server) {
  return server.quickest_ms >= std::max(slow_ms, slower_than_others * health.quickest_of_all_ms);
}

void slow_servers(const ZoneHealth& health, std::vector<Finding>& findings) {
  std::vector<const ServerState*> slow;
  for (const auto& server : health.servers)
    if (server.good() && is_slow(health, server)) slow.push_back(&server);
  if (slow.empty()) return;
  if (slow.size() == health.good()) {
    auto quickest = (*std::ranges::min_element(slow, {}, &ServerState::quickest_ms))->quickest_ms;
    findings.push_back(
        about(health, "servers-slow", "", Severity::warning, {{"seconds", seconds(quickest)}}));
    findings.back().info_code = 22;
    return;
  }
  for (const auto* server : slow) {
    findings.push_back(about(health, "server-slow", "", Severity::note,
                             {{"server", server->text()}, {"seconds", seconds(server->quickest_ms)}}));
    findings.back().server = server->address;
  }
}

// One by one, or the first of many.
void lead_nowhere(const ZoneHealth& health, std::vector<Finding>& findings) {
  constexpr std::size_t most = 3;
  bool many = health.nowhere.size() > most;
  std::vector<dns::Name> all;
  for (const auto& server : health.nowhere) all.push_back(server.name);
  for (const auto& server : health.nowhere) {
    auto finding = about(health, "server-without-address", many ? "many" : "", Severity::warning,
                         {{"server", server.name.text()},
                          {"why", in_words(server)},
                          {"count", health.nowhere.size()},
                          {"all", health.servers.size() + health.nowhere.size() + health.not_asked}});
    finding.info_code = 23;
    finding.server = server.name.text();
    if (health.planned) finding.remedy = word("remedy-plan-addresses");
    if (many) finding.evidence.push_back({"servers", names(all)});
    findings.push_back(std::move(finding));
    if (many) return;
  }
}

// Addresses that the parent gives for the name of a server, and the zone does not.
void old_glue(const ZoneHealth& health, std::vector<Finding>& findings) {
  std::map<dns::Name, Texts> parents, own;
  for (const auto& server : health.servers) {
    if (server.at_parent && !server.own_address) parents[server.name].push_back(server.address);
    if (server.own_address && !server.at_parent) own[server.name].push_back(server.address);
  }
  for (const auto& [name, addresses] : parents) {
    if (!own.contains(name)) continue;
    findings.push_back(
        about(health, "glue-differs", health.planned ? "planned" : "",
              health.names_by_servers ? Severity::warning : Severity::note,
              {{"server", name.text()}, {"parent", list(addresses)}, {"child", list(own[name])}}));
  }
}

}  // namespace

std::vector<Finding> health_findings(const ZoneHealth& health, bool keys_matter) {
  std::vector<Finding> findings;
  if (!health.asked) return findings;
  for (const auto& server : health.servers)
    if (server.good()) {
      if (!server.failing.empty()) findings.push_back(fails_for_some(health, keys_matter, server));
    } else if (!server.unknown()) {
      findings.push_back(one_fails(health, server));
    }
  lead_nowhere(health, findings);
  for (const auto& name : health.aliases)
    findings.push_back(about(health, "ns-is-alias", "", Severity::warning, {{"server", name.text()}}));
  old_glue(health, findings);
  slow_servers(health, findings);
  transport_notes(health, findings);
  if (auto differ = ns_differ(health)) findings.push_back(std::move(*differ));
  for (auto& finding : serials_differ(health)) findings.push_back(std::move(finding));
  return findings;
}

Finding about_servers(const Servers& servers, const ZoneHealth& health, FindingKind kind,
                      std::string_view variant, Values values) {
  bool all = servers.size() == health.good();
  values.emplace_back("who", all ? servers_of(health.zone) : Value(servers.front()->text()));
  auto finding = about(health, kind, variant, Severity::warning, std::move(values));
  if (!all) finding.server = servers.front()->address;
  return finding;
}

Finding dead_zone_finding(const ZoneHealth& health, bool resolver_has_answer) {
  auto finding = all_fail(health);
  // Who delegates on and on within the zone is at fault, not the zone that the last step leads to.
  bool endless = !health.nowhere.empty() && health.servers.empty() &&
                 std::ranges::all_of(health.nowhere, [&](const auto& server) {
                   return server.trouble == "endless" && server.name.is_within(health.parent);
                 });
  if (endless) finding.zone = health.parent;
  if (health.out_of_reach) return over_ipv6_only(health, resolver_has_answer);
  if (!resolver_has_answer) return finding;
  bool unreachable =
      std::ranges::none_of(health.servers, [](const auto& server) { return !server.no_reply(); });
  if (unreachable && !health.network_reached) {
    // From here nothing at all may be within reach.
    auto note = about(health, "servers-out-of-reach", "", Severity::note, {});
    note.zone = finding.zone;
    note.fault = Fault::none;
    note.evidence = finding.evidence;
    return note;
  }
  if (!health.servers.empty() && std::ranges::all_of(health.servers, &ServerState::no_authority)) {
    // Many resolvers take what a server says without authority.
    finding.kind = "servers-lame";
    finding.text = tell("servers-lame", "", {{"what", finding.text}}).text;
    finding.info_code = 20;
    finding.severity = Severity::warning;
  } else if (unreachable) {
    finding.text = tell("no-reachable-authority", "cached", {{"what", finding.text}}).text;
    finding.severity = Severity::warning;
  }
  return finding;
}

}  // namespace edig::diagnosis
