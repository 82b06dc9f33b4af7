#include "services/public_resolver.h"

#include "dns/types.h"
#include "services/service_parameters.h"

namespace edig::services {
namespace {

void judge_designation(PublicResolver& result, const dns::Name& owner) {
  dns::Question about{.name = owner, .type = dns::type::svcb};
  result.judgement.add(result.designation.judgement);
  for (const auto& service : result.designation.services) {
    if (service.alpn.empty()) result.judgement.add({.kind = "ddr-without-alpn", .about = about});
    if (auto fault = doh_path_fault(service))
      result.judgement.add({.kind = fault->kind, .about = about, .values = std::move(fault->values)});
  }
}

void judge_info(PublicResolver& result, const Lookup& lookup, const dns::Question& about) {
  if (lookup.outcome == Lookup::Outcome::failed)
    return result.judgement.add_failure("resinfo-failed", about, lookup);
  if (lookup.denied()) return;
  result.judgement.raise(State::works);
  if (lookup.records.size() > 1) return result.judgement.add({.kind = "resinfo-several", .about = about});
  result.info = dns::ResolverInfo::parse(lookup.records.front().octets());
  if (!result.info) result.judgement.add({.kind = "resinfo-malformed", .about = about});
}

}  // namespace

PublicResolver public_resolver(Records& records, const dns::Name& domain) {
  PublicResolver result;
  dns::Question about{.name = domain, .type = dns::type::resinfo};
  const auto* info = records.find(domain, dns::type::resinfo);
  if (auto owner = domain.child("_dns")) {
    result.designation = service_bindings(records, *owner, dns::type::svcb);
    judge_designation(result, *owner);
  }
  if (info) judge_info(result, *info, about);
  return result;
}

}  // namespace edig::services
