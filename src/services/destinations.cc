#include "services/destinations.h"

#include <algorithm>

#include "diagnosis/asking/special_address.h"
#include "services/host_addresses.h"

namespace edig::services {
namespace {

using Purpose = Destination::Purpose;

constexpr std::size_t most_addresses = 4, most_designations = 8;

void add_once(std::vector<Destination>& list, Destination destination) {
  if (std::ranges::find(list, destination) == list.end()) list.push_back(std::move(destination));
}

class Collector {
 public:
  void add(Destination destination, const std::vector<std::string>& addresses) {
    std::size_t led = 0, refused = 0;
    for (const auto& address : addresses) {
      destination.address = address;
      if (diagnosis::special_address(address)) {
        if (refused++ < most_addresses) add_once(collected_.refused, destination);
      } else if (led++ < most_addresses) {
        add_once(collected_.list, destination);
      }
    }
  }

  // By its own name, as those who trust CAs do; and by the base domain, as those who go by TLSA records.
  void add(Purpose purpose, const dns::Name& host, const Dane& dane,
           const std::vector<std::string>& addresses) {
    add({.purpose = purpose, .host = host, .sni = host}, addresses);
    auto found = std::ranges::find(dane.hosts, host, &DaneHost::host);
    if (found != dane.hosts.end() && found->use == DaneHost::Use::usable)
      add({.purpose = purpose, .host = host, .sni = found->base}, addresses);
  }

  void add_designated(Records& records, const dns::Name& domain, const dns::ServiceBinding& service) {
    auto over_tls = [](const std::string& id) { return id == "h2" || id == "http/1.1"; };
    auto over_tcp = [&](const std::string& id) { return id == "dot" || over_tls(id); };
    bool on_https_port =
        service.port ? *service.port == https_port && any(service, over_tcp) : any(service, over_tls);
    if (!on_https_port) return collected_.elsewhere.push_back(service);
    auto addresses = host_addresses(records, service.target).addresses;
    std::ranges::copy(service.addresses, std::back_inserter(addresses));
    add({.purpose = Purpose::resolver, .host = domain, .sni = domain}, addresses);
  }

  Destinations take() { return std::move(collected_); }

 private:
  template <typename Condition>
  static bool any(const dns::ServiceBinding& service, Condition condition) {
    return std::ranges::any_of(service.alpn, condition);
  }

  Destinations collected_;
};

}  // namespace

std::string_view name(Purpose purpose) {
  constexpr std::string_view names[] = {"mail", "web", "policy", "resolver"};
  return names[static_cast<std::size_t>(purpose)];
}

Destinations destinations(Records& records, const dns::Name& domain, const Rules& rules) {
  Collector collector;
  for (const auto& exchange : rules.mail.exchanges)
    collector.add(Purpose::mail, exchange.name, rules.mail_dane, exchange.addresses);
  for (const auto& host : rules.web_dane.hosts)
    collector.add(Purpose::web, host.host, rules.web_dane, host_addresses(records, host.host).addresses);
  if (rules.mta_sts.announced)
    collector.add(
        {.purpose = Purpose::policy, .host = rules.mta_sts.policy_host, .sni = rules.mta_sts.policy_host},
        rules.mta_sts.addresses);
  const auto& designated = rules.resolver.designation.services;
  for (const auto& service : std::span(designated).first(std::min(designated.size(), most_designations)))
    collector.add_designated(records, domain, service);
  return collector.take();
}

}  // namespace edig::services
