#include "services/rules.h"

#include "dns/types.h"

namespace edig::services {
namespace {

template <typename Rule>
auto evaluated(Records& records, Rule rule) {
  auto before = records.misses();
  auto result = rule();
  if (records.misses() != before) result.judgement.raise(State::not_evaluated);
  return result;
}

std::vector<dns::Name> web_hosts(const dns::Name& domain) {
  std::vector<dns::Name> hosts = {domain};
  if (auto www = domain.child("www")) hosts.push_back(*www);
  return hosts;
}

}  // namespace

Rules evaluate_rules(Records& records, const dns::Name& domain, std::span<const std::string> selectors) {
  auto hosts = web_hosts(domain);
  auto bindings = [&](const dns::Name& name) {
    return evaluated(records, [&] { return service_bindings(records, name, dns::type::https); });
  };
  Rules rules;
  rules.mail = evaluated(records, [&] { return mail_exchangers(records, domain); });
  rules.mail_dane = evaluated(records, [&] { return mail_dane(records, domain, rules.mail); });
  rules.web_dane = evaluated(records, [&] { return web_dane(records, domain, hosts); });
  rules.dkim = evaluated(records, [&] { return dkim(records, domain, selectors); });
  rules.mta_sts = evaluated(records, [&] { return mta_sts(records, domain); });
  rules.tls_rpt = evaluated(records, [&] { return tls_rpt(records, domain); });
  rules.caa = evaluated(records, [&] { return caa(records, domain); });
  rules.https = bindings(domain);
  if (hosts.size() > 1) rules.www_https = bindings(hosts.back());
  rules.resolver = evaluated(records, [&] { return public_resolver(records, domain); });
  return rules;
}

}  // namespace edig::services
