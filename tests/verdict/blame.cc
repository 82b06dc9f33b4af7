#include "blame.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/judgement/spoken.h"
#include "dns/types.h"

namespace edig::verdict {
namespace {

using diagnosis::Fault;
using diagnosis::Finding;
using diagnosis::Severity;
using diagnosis::Status;

bool blames(const Finding& finding) {
  bool someone =
      finding.fault == Fault::zone || finding.fault == Fault::parent || finding.fault == Fault::resolver;
  return someone && finding.severity != Severity::note;
}

// That data are forged, filtered or badly signed: no reply that was lost, cut or without EDNS shows that.
bool is_of_data(const Finding& finding) {
  auto code = finding.info_code.value_or(0);
  return code == 4 || (finding.fault != Fault::resolver && ((code >= 6 && code <= 12) || code == 25));
}
bool is_of_intent(const Finding& finding) {
  auto code = finding.info_code.value_or(0);
  return code >= 15 && code <= 17;
}

std::string text_of(const Finding& finding) {
  return fmt::format("{} {}: {}", name(finding.severity), finding.zone.text(),
                     finding.text.in(ede::Language::en));
}

}  // namespace

void Harm::note(const diagnosis::Ask& ask, const Bytes& wire, const std::optional<Coming>& coming) {
  const auto& comes = coming ? coming->wire : wire;
  bool harmed = comes.empty() || comes != wire || (coming && coming->ms > ask.wait);
  auto rrset = ask.question.name.text() + " " + dns::type_text(ask.question.type);
  for (auto* count : {&servers_[ask.server], &questions_[{ask.server, rrset}]}) {
    ++count->asked;
    if (harmed) ++count->harmed;
  }
  if (!ask.server.empty() || ask.cd || !harmed) return;
  auto rcode = comes.empty() ? dns::rcode::servfail : decode(comes).rcode();
  failed_ |= rcode != dns::rcode::noerror && rcode != dns::rcode::nxdomain;
  refused_ |= rcode == dns::rcode::refused;
}

bool Harm::all(const std::string& server) const {
  auto found = servers_.find(server);
  return found != servers_.end() && found->second.all();
}

bool Harm::names(const std::string& server, const diagnosis::Finding& finding) const {
  return std::ranges::any_of(questions_, [&](const auto& question) {
    const auto& [key, count] = question;
    return key.first == server && count.all() &&
           (finding.rrset == key.second ||
            finding.text.in(ede::Language::en).find(diagnosis::spoken(key.second, ede::Language::en)) !=
                std::string::npos);
  });
}

bool Harm::any(const std::string& server) const {
  auto found = servers_.find(server);
  return found != servers_.end() && found->second.harmed > 0;
}

bool Blame::zone_failed(const Finding& finding, const Harm& harm) const {
  const auto& home = universe_.home_of({finding.zone, dns::type::soa, dns::cls::in});
  return home.apex() == finding.zone && std::ranges::all_of(home.addresses(), [&](const auto& server) {
           return harm.all(server) || harm.names(server, finding);
         });
}

bool Blame::any_zone_failed(const Harm& harm) const {
  for (const auto* zone = &universe_.home_of(scenario_.question); zone; zone = universe_.parent_of(*zone))
    if (std::ranges::all_of(zone->addresses(), [&](const auto& server) { return harm.all(server); }))
      return true;
  return false;
}

std::optional<Falsehood> Blame::judge(const Finding& finding, const Harm& harm) const {
  if (!blames(finding)) return std::nullopt;
  auto is_same = [&](const Finding& other) {
    return other.kind == finding.kind && other.zone == finding.zone && other.fault == finding.fault &&
           (other.server == finding.server || other.server.empty());
  };
  if (std::ranges::any_of(usual_.findings, is_same)) return std::nullopt;
  bool may_follow = !is_of_data(finding) && (!is_of_intent(finding) || harm.refused());
  if (!finding.server.empty()) {
    if (may_follow && (harm.all(finding.server) || harm.names(finding.server, finding))) return std::nullopt;
    auto extent = harm.any(finding.server) ? "blames a server for one reply" : "blames a server that answers";
    return Falsehood{fmt::format("{}: {}", extent, finding.kind.text()), text_of(finding)};
  }
  bool resolvers =
      finding.fault == Fault::resolver && (harm.failed() || harm.all("") || harm.names("", finding));
  bool zones = finding.fault != Fault::resolver && zone_failed(finding, harm);
  if (may_follow && (resolvers || zones)) return std::nullopt;
  bool same_party = std::ranges::any_of(usual_.findings, [&](const Finding& other) {
    return blames(other) && other.zone == finding.zone && other.fault == finding.fault;
  });
  auto whom =
      same_party ? "another cause, the same party" : fmt::format("blames the {}", name(finding.fault));
  return Falsehood{fmt::format("{}: {}", whom, finding.kind.text()), text_of(finding)};
}

std::optional<Falsehood> Blame::judge(const diagnosis::Diagnosis& diagnosis, const Harm& harm) const {
  for (const auto& finding : diagnosis.findings)
    if (auto wrong = judge(finding, harm)) return wrong;
  bool less_certain = diagnosis.status == Status::indeterminate ||
                      (diagnosis.status == Status::unresolvable && any_zone_failed(harm));
  if (diagnosis.status == usual_.status || less_certain) return std::nullopt;
  auto first = diagnosis.findings.empty() ? std::string() : text_of(diagnosis.findings.front());
  return Falsehood{fmt::format("{} becomes {}", name(usual_.status), name(diagnosis.status)), first};
}

}  // namespace edig::verdict
