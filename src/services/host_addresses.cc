#include "services/host_addresses.h"

#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::services {
namespace {

void take(HostAddresses& host, const Lookup& lookup, const dns::Question& question) {
  if (!lookup.aliases.empty()) host.aliases = lookup.aliases;
  if (lookup.outcome == Lookup::Outcome::failed) {
    host.failure = &lookup;
    host.failed = question;
    return;
  }
  host.secure = host.secure && lookup.status == diagnosis::Status::secure;
  for (const auto& record : lookup.records)
    if (auto address = dns::read_address(record)) host.addresses.push_back(*address);
}

}  // namespace

HostAddresses host_addresses(Records& records, const dns::Name& name) {
  const auto* v4 = records.find(name, dns::type::a);
  const auto* v6 = records.find(name, dns::type::aaaa);
  HostAddresses host;
  host.known = host.secure = v4 && v6;
  if (!host.known) return host;
  take(host, *v6, {.name = name, .type = dns::type::aaaa});
  take(host, *v4, {.name = name, .type = dns::type::a});
  return host;
}

}  // namespace edig::services
