// Which certificates the DNS names for a domain's mail and web servers: DANE (RFC 6698, RFC 7671, RFC 7672).
//
// TLSA records are asked for only where what leads to the host is secure (RFC 7672 section 2.2): else they
// prove nothing, and there are servers that fail at the question. What cannot be had there is never "absent":
// the host must not be used.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "services/mail_exchangers.h"
#include "services/tlsa.h"

namespace edig::services {

inline constexpr std::uint16_t smtp_port = 25, https_port = 443;

/// The TLSA records for one host and port.
struct DaneHost {
  enum class Use {
    insecure,  // not asked for: the host's addresses are not secure
    absent,
    ignored,  // the records are not secure, or none of them can be used
    failed,   // they cannot be had, or the addresses cannot
    broken,   // nobody who validates has them: their own fault
    usable,
  };
  dns::Name host;
  dns::Name base;  // the TLSA base domain: where an alias leads, or the host (RFC 7671 section 7)
  std::uint16_t port = 0;
  Use use = Use::insecure;
  std::vector<Tlsa> records = {};  // that can be used
};

std::string_view name(DaneHost::Use use);  // "insecure", "absent" ...

struct Dane {
  std::vector<DaneHost> hosts;
  Judgement judgement = {};
};

Dane mail_dane(Records& records, const dns::Name& domain, const MailExchangers& mail);
/// `hosts`: such as the domain and www below it.
Dane web_dane(Records& records, const dns::Name& domain, std::span<const dns::Name> hosts);

}  // namespace edig::services
