#include "services/web_sights.h"

namespace edig::services {
namespace {

using Obstacle = Sight::Obstacle;

struct Kinds {
  Kind not_reached, tls, certificate;
};

// That nothing answers is no fault: who says that a web server is there?
Judgement judge_by_cas(const Sight& sight, const dns::Name& domain, const Kinds& kinds) {
  Judgement judgement;
  if (judge_unseen(judgement, sight, domain)) return judgement;
  judgement.raise(State::works);
  auto add = [&](Kind kind) { judgement.add(finding_of(sight, domain, kind)); };
  if (sight.has(Obstacle::no_reply) || sight.has(Obstacle::no_connection)) {
    judgement.raise(State::not_evaluated);
    add(kinds.not_reached);
  } else if (!sight.has(Obstacle::none)) {
    add(kinds.tls);
  } else if (!sight.verified) {
    add(kinds.certificate);
  }
  return judgement;
}

}  // namespace

WebSight judge_web_sight(const Sight& sight, const dns::Name& domain, const DaneHost& dane,
                         x509_store_st* cas, std::chrono::sys_seconds now) {
  WebSight result;
  const auto& [purpose, host, sni, address] = sight.destination;
  if (sni == host)
    result.pkix = judge_by_cas(
        sight, domain,
        {.not_reached = "web-not-reached", .tls = "web-tls-broken", .certificate = "web-certificate"});
  if (dane.use != DaneHost::Use::usable || sni != dane.base) return result;
  if (!sight.has(Obstacle::none)) {
    result.dane.raise(State::not_evaluated);
    return result;
  }
  std::vector<dns::Name> names = {dane.base, dane.host};
  result.match = dane_match({.certificates = sight.certificates, .address = address}, dane, names, cas, now);
  result.dane.add(result.match->judgement);
  return result;
}

Judgement judge_resolver_sight(const Sight& sight, const dns::Name& domain) {
  return judge_by_cas(
      sight, domain,
      {.not_reached = "ddr-not-reached", .tls = "ddr-tls-broken", .certificate = "ddr-certificate"});
}

}  // namespace edig::services
