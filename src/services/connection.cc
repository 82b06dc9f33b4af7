#include "services/connection.h"

#include <algorithm>

#include "dns/types.h"
#include "services/mail_sights.h"
#include "services/web_sights.h"

namespace edig::services {
namespace {

using Purpose = Destination::Purpose;
using Parts = std::vector<Judgement>;

const DaneHost* host_of(const Dane& dane, const dns::Name& host) {
  auto found = std::ranges::find(dane.hosts, host, &DaneHost::host);
  return found == dane.hosts.end() ? nullptr : &*found;
}

class ConnectionJudge {
 public:
  ConnectionJudge(const dns::Name& domain, const Rules& rules, const Observation& observation,
                  Connection& result)
      : domain_(domain), rules_(rules), observation_(observation), result_(result) {}

  void judge(const Destinations& destinations) {
    judge_policy();
    judge_mail();
    for (const auto& host : rules_.web_dane.hosts) judge_web(host);
    judge_resolver(destinations);
  }

 private:
  std::vector<Seen*> seen(Purpose purpose) {
    std::vector<Seen*> found;
    for (auto& seen : result_.seen)
      if (seen.sight.destination.purpose == purpose) found.push_back(&seen);
    return found;
  }

  // Whichever of its server's addresses senders fetch it from, it has to be the same.
  void judge_policy() {
    Parts parts;
    const Sight* had = nullptr;
    bool differs = false;
    for (const auto* seen : seen(Purpose::policy)) {
      const auto& sight = seen->sight;
      auto& part = parts.emplace_back(judge_policy_sight(sight, domain_));
      if (part.state > State::weakened) continue;
      differs |= had && had->body != sight.body;
      if (!had) had = &sight;
    }
    auto& sts = result_.mta_sts;
    sts.add(alternatives(std::move(parts)));
    if (!had) return;
    if (differs) sts.add(finding_of(*had, domain_, "mta-sts-policy-differs"));
    result_.policy = mta_sts_policy(had->body, domain_, rules_.mail);
    sts.add(result_.policy->judgement);
  }

  void judge_mail() {
    const auto* policy = result_.policy && result_.policy->well_formed ? &*result_.policy : nullptr;
    Parts plain, dane, sts;
    for (auto* seen : seen(Purpose::mail)) {
      const auto* tlsa = host_of(rules_.mail_dane, seen->sight.destination.host);
      auto judged = judge_mail_sight(seen->sight, domain_, tlsa, policy, observation_.now);
      seen->match = std::move(judged.match);
      plain.push_back(std::move(judged.plain));
      dane.push_back(std::move(judged.dane));
      sts.push_back(std::move(judged.sts));
    }
    result_.mail_tls = alternatives(std::move(plain));
    result_.mail_dane = alternatives(std::move(dane));
    result_.mta_sts.add(alternatives(std::move(sts)));
    if (result_.mail_dane.state == State::broken &&
        !rules_.mail_dane.judgement.has("dane-no-exchange-usable"))
      result_.mail_dane.add(
          {.kind = "dane-no-exchange-usable", .about = {.name = domain_, .type = dns::type::mx}});
  }

  void judge_web(const DaneHost& host) {
    Parts pkix, dane;
    for (auto* seen : seen(Purpose::web)) {
      if (seen->sight.destination.host != host.host) continue;
      auto judged = judge_web_sight(seen->sight, domain_, host, observation_.cas.get(), observation_.now);
      seen->match = std::move(judged.match);
      pkix.push_back(std::move(judged.pkix));
      dane.push_back(std::move(judged.dane));
    }
    result_.web_tls.add(alternatives(std::move(pkix)));
    result_.web_dane.add(alternatives(std::move(dane)));
  }

  void judge_resolver(const Destinations& destinations) {
    Parts parts;
    for (const auto* seen : seen(Purpose::resolver))
      parts.push_back(judge_resolver_sight(seen->sight, domain_));
    result_.resolver = alternatives(std::move(parts));
    auto owner = domain_.child("_dns").value_or(domain_);
    for (const auto& service : destinations.elsewhere)
      result_.resolver.add({.kind = "ddr-not-checked",
                            .about = {.name = owner, .type = dns::type::svcb},
                            .values = {{"target", service.target}, {"alpn", service.alpn}}});
  }

  const dns::Name& domain_;
  const Rules& rules_;
  const Observation& observation_;
  Connection& result_;
};

}  // namespace

Connection judge_connection(const dns::Name& domain, const Rules& rules, const Destinations& destinations,
                            Observation observation) {
  Connection result;
  for (auto& sight : observation.sights) result.seen.push_back({std::move(sight)});
  for (const auto& destination : destinations.refused)
    result.seen.push_back({{.destination = destination, .obstacle = Sight::Obstacle::special_address}});
  ConnectionJudge(domain, rules, observation, result).judge(destinations);
  return result;
}

}  // namespace edig::services
