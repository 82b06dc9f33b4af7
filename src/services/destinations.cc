#include "services/destinations.h"

#include <algorithm>

#include "diagnosis/asking/special_address.h"
#include "dns/types.h"
#include "services/host_addresses.h"

namespace edig::services {
namespace {

using Purpose = Destination::Purpose;

constexpr std::size_t most_addresses = 4;

class Collector {
 public:
  void add(const Destination& destination, const std::vector<std::string>& addresses) {
    std::size_t count = 0;
    for (const auto& address : addresses) {
      if (diagnosis::special_address(address)) {
        refuse(destination.host, address);
      } else if (count++ < most_addresses) {
        collected_.list.push_back(destination);
        collected_.list.back().address = address;
      }
    }
  }

  Destinations take() { return std::move(collected_); }

 private:
  void refuse(const dns::Name& host, const std::string& address) {
    collected_.refused.add({.kind = "connect-special-address",
                            .about = {.name = host, .type = dns::type::a},
                            .values = {{"address", address}}});
  }

  Destinations collected_;
};

dns::Name base_of(const Dane& dane, const dns::Name& host) {
  auto found = std::ranges::find(dane.hosts, host, &DaneHost::host);
  return found == dane.hosts.end() ? host : found->base;
}

}  // namespace

Destinations destinations(Records& records, const MailExchangers& mail, const Dane& mail_dane,
                          const Dane& web_dane, const MtaSts& sts) {
  Collector collector;
  for (const auto& exchange : mail.exchanges)
    collector.add({.purpose = Purpose::mail, .host = exchange.name, .sni = base_of(mail_dane, exchange.name)},
                  exchange.addresses);
  for (const auto& host : web_dane.hosts)
    collector.add({.purpose = Purpose::web, .host = host.host, .sni = host.base},
                  host_addresses(records, host.host).addresses);
  if (sts.announced)
    collector.add({.purpose = Purpose::policy, .host = sts.policy_host, .sni = sts.policy_host},
                  sts.addresses);
  return collector.take();
}

}  // namespace edig::services
