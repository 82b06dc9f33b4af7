// To whom one has to connect to see what the records promise: exchanges on port 25; web servers, the server
// of the MTA-STS policy, and what a resolver's name designates (RFC 9462 section 5) on port 443. Names that
// the DNS gave may lead anywhere; to special-use addresses (RFC 6890), one's own network among them, nobody
// is led.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/rules.h"

namespace edig::services {

struct Destination {
  enum class Purpose { mail, web, policy, resolver };
  Purpose purpose = Purpose::web;
  dns::Name host;            // that the certificate is to be for
  dns::Name sni;             // that is asked for: the host, or the TLSA base domain (RFC 7671 section 5)
  std::string address = {};  // empty: nobody is led there

  std::uint16_t port() const { return purpose == Purpose::mail ? smtp_port : https_port; }
  friend bool operator==(const Destination&, const Destination&) = default;
};
std::string_view name(Destination::Purpose purpose);  // "mail", "web" ...

struct Destinations {
  std::vector<Destination> list;     // of one host at most four addresses
  std::vector<Destination> refused;  // at special-use addresses; as many
  /// What a resolver's name designates and is not on port 443 over TCP.
  std::vector<dns::ServiceBinding> elsewhere;
};

/// All has been looked up.
Destinations destinations(Records& records, const dns::Name& domain, const Rules& rules);

}  // namespace edig::services
