// To whom one has to connect to see what the records promise: exchanges on port 25, web servers and the
// server of the MTA-STS policy on port 443. Names that the DNS gave may lead anywhere; to special-use
// addresses (RFC 6890), one's own network among them, nobody is led.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "services/dane.h"
#include "services/mta_sts.h"

namespace edig::services {

struct Destination {
  enum class Purpose { mail, web, policy };
  Purpose purpose = Purpose::web;
  dns::Name host;  // that the certificate is to be for
  dns::Name sni;   // that is asked for: the TLSA base domain (RFC 7671 section 5)
  std::string address = {};

  friend bool operator==(const Destination&, const Destination&) = default;
};

struct Destinations {
  std::vector<Destination> list;  // of one host at most four addresses
  Judgement refused = {};
};

/// All has been looked up; web servers are those of `web_dane`.
Destinations destinations(Records& records, const MailExchangers& mail, const Dane& mail_dane,
                          const Dane& web_dane, const MtaSts& sts);

}  // namespace edig::services
