#include "diagnosis/judgement/as_resolvers_ask.h"

#include <algorithm>

#include "diagnosis/judgement/server_probe.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::size_t max_answering = 4, max_names_above = 6;

// What a server would deny, and what kind of contradiction that is.
struct Probe {
  FindingKind kind;
  dns::Question question;
  std::uint16_t udp_size = 0;
};

std::vector<Probe> probes(const dns::Question& question, const dns::Name& zone) {
  std::vector<Probe> probes;
  auto name = question.name;
  while (name != zone && !name.is_root() && probes.size() < max_names_above) {
    name = name.parent();
    if (name == zone || !name.is_within(zone)) break;
    probes.push_back({"empty-non-terminal-denied", {name, dns::type::a, question.cls}});
  }
  probes.push_back({"letter-case-matters", {in_mixed_case(question.name), question.type, question.cls}});
  for (auto type : {dns::type::a, dns::type::aaaa, dns::type::txt})
    if (type != question.type)
      probes.push_back({"name-denied-for-other-types", {question.name, type, question.cls}});
  constexpr std::uint16_t as_large_as_was_usual = 4096;
  probes.push_back({"large-replies-lost", {zone, dns::type::dnskey, question.cls}, as_large_as_was_usual});
  return probes;
}

class Consistency {
 public:
  Consistency(const dns::Question& question, const ZoneHealth& health, Asker& asker)
      : question_(question), health_(health), asker_(asker), probes_(probes(question, health.zone)) {
    for (const auto& server : health.servers)
      if (answers(server) && servers_.size() < max_answering) servers_.push_back(&server);
  }

  std::vector<Finding> run() {
    std::vector<Ask> asks;
    for (const auto& probe : probes_)
      for (const auto* server : servers_) asks.push_back(ask(probe, *server));
    asker_.ask(asks);
    std::vector<Finding> findings;
    for (const auto& probe : probes_) add(findings, probe);
    return findings;
  }

 private:
  // It says itself that the name is there.
  static bool answers(const ServerState& server) {
    return server.good() && server.answer && server.answer->rcode == dns::rcode::noerror;
  }

  Ask ask(const Probe& probe, const ServerState& server) const {
    return Ask{.question = probe.question,
               .server = server.address,
               .rd = false,
               .cd = true,
               .udp_size = probe.udp_size,
               .wait = asker_.patient()};
  }

  bool fails(const Probe& probe, const ServerState& server) const {
    return probe.udp_size ? asker_.answer(ask(probe, server)).lost_over_udp : denies(probe, server);
  }

  // Only words count: silence may be a loss.
  bool denies(const Probe& probe, const ServerState& server) const {
    const auto& answer = asker_.answer(ask(probe, server));
    if (!answer.reply || !answer.reply->is_whole()) return false;
    if (answer.reply->rcode == dns::rcode::nxdomain) return answer.reply->header.aa;
    bool fails = answer.reply->rcode == dns::rcode::refused || answer.reply->rcode == dns::rcode::servfail;
    return fails && probe.kind == FindingKind("letter-case-matters");
  }

  std::size_t octets(const Probe& probe, const ServerState& server) const {
    const auto& reply = asker_.answer(ask(probe, server)).reply;
    return reply ? reply->size : 0;
  }

  void add(std::vector<Finding>& findings, const Probe& probe) const {
    Servers denying;
    for (const auto* server : servers_)
      if (fails(probe, *server)) denying.push_back(server);
    bool known =
        std::ranges::any_of(findings, [&](const auto& finding) { return finding.kind == probe.kind; });
    if (denying.empty() || known) return;
    bool all = denying.size() == servers_.size();
    if (probe.udp_size && (!all || denying.size() < 2)) return;  // chance
    auto finding = about_servers(denying, health_, probe.kind, "",
                                 {{"asked", question_text(probe.question)},
                                  {"octets", std::to_string(octets(probe, *denying.front()))},
                                  {"name", question_.name.text()}});
    finding.rrset = question_text(probe.question);
    if (probe.udp_size) finding.fault = Fault::network;
    findings.push_back(std::move(finding));
  }

  const dns::Question& question_;
  const ZoneHealth& health_;
  Asker& asker_;
  std::vector<Probe> probes_;
  Servers servers_;
};

}  // namespace

std::vector<Finding> inconsistencies(const dns::Question& question, const ZoneHealth& health, Asker& asker) {
  if (!question.name.is_within(health.zone)) return {};
  return Consistency(question, health, asker).run();
}

}  // namespace edig::diagnosis
