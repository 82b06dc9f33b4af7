// What is wrong with a zone's servers, as findings.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "diagnosis/asking/special_address.h"
#include "diagnosis/judgement/health.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using Texts = std::vector<std::string>;

std::string in_words(const std::string& failure) {
  if (failure == "timeout") return "does not answer";
  if (failure == "refused") return "nothing listens";
  if (failure == "unreachable") return "unreachable";
  if (failure == "malformed") return "sends what is no DNS message";
  if (failure == "truncated") return "sends only the beginning of its replies";
  if (failure == "cut") return "breaks off in the middle of its replies";
  if (failure == "closed") return "closes the connection";
  if (failure == "not authoritative") return "not authoritative for the zone";
  if (failure == "REFUSED" || failure == "SERVFAIL") return "answers " + failure;
  return failure;
}

std::string in_words(const ServerState& server) {
  return server.withheld() ? "was not asked" : in_words(server.failure);
}

// What kind of address it is, where that can be why nothing comes back: from a server that answers, something
// did.
std::optional<std::string_view> special_reason(const ServerState& server) {
  return server.no_reply() || server.withheld() ? special_address(server.address) : std::nullopt;
}

std::string with_address_kind(const ServerState& server) {
  auto special = special_reason(server);
  auto text = server.text() + ": " + in_words(server);
  return special ? text + ", " + std::string(*special) : text;
}

Texts failures(const ZoneHealth& health) {
  Texts texts;
  for (const auto& server : health.servers)
    if (!server.good() && !server.unknown()) texts.push_back(with_address_kind(server));
  for (const auto& server : health.nowhere) texts.push_back(server.name.text() + ": " + server.trouble);
  return texts;
}

Finding make(const ZoneHealth& health, FindingKind kind, std::optional<std::uint16_t> code, Severity severity,
             std::string text, const char* remedy) {
  return {.kind = kind,
          .info_code = code,
          .severity = severity,
          .zone = health.zone,
          .rrset = {},
          .server = {},
          .fault = Fault::zone,
          .text = std::move(text),
          .remedy = remedy,
          .evidence = {}};
}

// Every server fails (RFC 8914 section 4.23).
Finding all_fail(const ZoneHealth& health) {
  auto texts = failures(health);
  bool all_special = !health.servers.empty() && std::ranges::all_of(health.servers, [](const auto& server) {
    return special_reason(server).has_value();
  });
  auto text =
      texts.size() == 1 ? fmt::format("the only server of {} fails: {}", health.zone.text(), texts[0])
      : texts.size() <= 3
          ? fmt::format("all servers of {} fail: {}", health.zone.text(), fmt::join(texts, "; "))
          : fmt::format("all {} servers of {} fail: {} ...", texts.size(), health.zone.text(), texts[0]);
  const char* remedy = "have at least two name servers answer for the zone, and have the parent name those";
  if (health.servers.empty())
    remedy =
        "name servers whose names have addresses; for those within the zone, have the parent publish glue";
  else if (all_special)
    remedy = "have the parent publish the servers' public addresses as glue";
  else if (std::ranges::all_of(health.servers,
                               [](const auto& server) { return server.failure == "REFUSED"; }))
    remedy = "load the zone on its name servers, and let them answer everyone (allow-query)";
  auto finding = make(health, "no-reachable-authority", 22, Severity::error, std::move(text), remedy);
  finding.evidence.push_back({"servers", texts});
  return finding;
}

// One server of several fails: it costs time now, and the zone when the others go.
Finding one_fails(const ZoneHealth& health, const ServerState& server) {
  bool no_reply = server.no_reply() || server.withheld();
  auto finding = make(health, no_reply ? FindingKind("server-unreachable") : "server-lame",
                      no_reply ? 23 : 20, Severity::warning,
                      fmt::format("one of the {} servers of {} fails: {}",
                                  health.servers.size() + health.nowhere.size() + health.not_asked,
                                  health.zone.text(), with_address_kind(server)),
                      no_reply ? "bring the server back, or take it out of the NS RRset and the delegation"
                               : "load the zone on this server, or take it out of the NS RRset and the "
                                 "delegation");
  finding.server = server.address;
  finding.evidence.push_back({"name", server.name.text()});
  if (!server.says.empty())
    finding.evidence.push_back({"server_says", fmt::format("EDE {}", fmt::join(server.says, ", "))});
  return finding;
}

// A single reply may get lost, and what nobody asks a server for is nobody's trouble.
bool matters(const ZoneHealth& health, const ServerState::Failing& failing) {
  bool said = failing.why != "timeout" && failing.why != "truncated";
  bool apex = failing.question.name == health.zone;
  return said && (!apex || failing.question.type == dns::type::dnskey);
}

// It answers, and fails for some questions.
Finding fails_for_some(const ZoneHealth& health, const ServerState& server) {
  bool any = std::ranges::any_of(server.failing, [&](const auto& each) { return matters(health, each); });
  Texts texts;
  for (const auto& [question, why] : server.failing)
    texts.push_back(
        fmt::format("{} {} ({})", question.name.text(), dns::type_text(question.type), in_words(why)));
  auto finding =
      make(health, "server-fails-for-some", {}, any ? Severity::warning : Severity::note,
           fmt::format("{} answers other questions, and not {}", server.text(), fmt::join(texts, ", ")),
           "see the server's log for these questions");
  const auto& first = server.failing.front().question;
  finding.rrset = question_text(first);
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
  auto finding = make(health, "ns-differ", {}, Severity::note,
                      fmt::format("the parent names other servers for {} ({}) than the zone itself ({})",
                                  health.zone.text(), list_text(parent), list_text(child)),
                      "make the NS RRset and the delegation alike (RFC 1034 section 4.2.2)");
  finding.evidence = {{"parent", parent}, {"child", child}};
  return finding;
}

bool older(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

std::vector<Finding> serials_differ(const ZoneHealth& health) {
  std::optional<std::uint32_t> newest;
  for (const auto& server : health.servers)
    if (server.serial && (!newest || older(*newest, *server.serial))) newest = server.serial;
  std::vector<Finding> findings;
  for (const auto& server : health.servers) {
    if (!server.serial || *server.serial == *newest) continue;
    findings.push_back(make(health, "serial-behind", {}, Severity::note,
                            fmt::format("{} has serial {} of {}, another server has {}", server.text(),
                                        *server.serial, health.zone.text(), *newest),
                            "check that zone transfers to this server work"));
    findings.back().server = server.address;
  }
  return findings;
}

void transport_notes(const ZoneHealth& health, std::vector<Finding>& findings) {
  for (const auto& server : health.servers) {
    if (!server.good()) continue;
    if (server.without_edns) {
      findings.push_back(make(health, "server-without-edns", {}, Severity::note,
                              server.text() +
                                  " answers only queries without EDNS (RFC 6891): no DNSSEC, no large "
                                  "answers from it",
                              "bring the server's software, or the firewall in front of it, up to date"));
      findings.back().server = server.address;
    }
    if (server.without_tcp) {
      findings.push_back(make(health, "server-without-tcp", 23, Severity::warning,
                              server.text() +
                                  " answers over UDP and not over TCP (RFC 7766): truncated answers are "
                                  "lost",
                              "let TCP port 53 through to the server"));
      findings.back().server = server.address;
    }
  }
}

constexpr double slow_ms = 1000, slower_than_others = 3;

std::string seconds(double ms) { return fmt::format("{:.1f}", ms / 1000); }

// The zone's, of this kind, with its words from the catalogue.
Finding about(const ZoneHealth& health, FindingKind kind, Severity severity, Values values) {
  values.emplace_back("zone", health.zone.text());
  auto finding = tell(kind, "", values);
  finding.zone = health.zone;
  finding.severity = severity;
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
    findings.push_back(about(health, "servers-slow", Severity::warning, {{"seconds", seconds(quickest)}}));
    findings.back().info_code = 22;
    return;
  }
  for (const auto* server : slow) {
    findings.push_back(about(health, "server-slow", Severity::note,
                             {{"server", server->text()}, {"seconds", seconds(server->quickest_ms)}}));
    findings.back().server = server->address;
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
        about(health, "glue-differs", health.names_by_servers ? Severity::warning : Severity::note,
              {{"server", name.text()}, {"parent", list_text(addresses)}, {"child", list_text(own[name])}}));
  }
}

void without_soa(const ZoneHealth& health, std::vector<Finding>& findings) {
  auto bare = [](const dns::Message& message) {
    bool soa = std::ranges::any_of(message.authority,
                                   [](const auto& record) { return record.type == dns::type::soa; });
    return message.answer.empty() && !soa && message.is_whole();
  };
  for (const auto& server : health.servers) {
    if (!server.good() || !server.answer || !bare(*server.answer)) continue;
    if (server.answer->questions.empty()) continue;
    auto what = server.answer->questions.front().name.text();
    findings.push_back(
        about(health, "nodata-without-soa", Severity::warning, {{"server", server.text()}, {"what", what}}));
    findings.back().server = server.address;
  }
}

}  // namespace

std::vector<Finding> health_findings(const ZoneHealth& health) {
  std::vector<Finding> findings;
  if (!health.asked) return findings;
  for (const auto& server : health.servers)
    if (server.good()) {
      if (!server.failing.empty()) findings.push_back(fails_for_some(health, server));
    } else if (!server.unknown()) {
      findings.push_back(one_fails(health, server));
    }
  for (const auto& server : health.nowhere) {
    findings.push_back(make(health, "server-without-address", 23, Severity::warning,
                            fmt::format("{}, a server of {}, leads nowhere: {}", server.name.text(),
                                        health.zone.text(), server.trouble),
                            "give the name an address, or take it out of the NS RRset and the delegation"));
    findings.back().server = server.name.text();
  }
  for (const auto& name : health.aliases)
    findings.push_back(about(health, "ns-is-alias", Severity::warning, {{"server", name.text()}}));
  old_glue(health, findings);
  without_soa(health, findings);
  slow_servers(health, findings);
  transport_notes(health, findings);
  if (auto differ = ns_differ(health)) findings.push_back(std::move(*differ));
  for (auto& finding : serials_differ(health)) findings.push_back(std::move(finding));
  return findings;
}

Finding dead_zone_finding(const ZoneHealth& health, bool resolver_has_answer) {
  auto finding = all_fail(health);
  // Who delegates on and on within the zone is at fault, not the zone that the last step leads to.
  bool endless = !health.nowhere.empty() && health.servers.empty() &&
                 std::ranges::all_of(health.nowhere, [&](const auto& server) {
                   return server.trouble.ends_with("without end") && server.name.is_within(health.parent);
                 });
  if (endless) finding.zone = health.parent;
  if (!resolver_has_answer) return finding;
  bool unreachable =
      std::ranges::none_of(health.servers, [](const auto& server) { return !server.no_reply(); });
  if (unreachable && !health.network_reached) {
    // From here nothing at all may be within reach.
    finding.severity = Severity::note;
    finding.info_code = std::nullopt;
    finding.kind = "servers-out-of-reach";
    finding.fault = Fault::none;
    finding.text = "no authoritative server can be reached from here, so their health is not known";
    finding.remedy = "ask from a network that lets DNS through";
  } else if (std::ranges::all_of(health.servers, &ServerState::no_authority)) {
    // Many resolvers take what a server says without authority.
    finding.kind = "servers-lame";
    finding.info_code = 20;
    finding.severity = Severity::warning;
    finding.text += "; this resolver takes the answer all the same, stricter ones will not";
  } else if (unreachable) {
    finding.severity = Severity::warning;
    finding.text += "; the resolver still has the answer in its cache";
  }
  return finding;
}

}  // namespace edig::diagnosis
