// The rules beside SPF and DMARC, all over the same records: what mail, TLS and certificates of a domain hang
// on.
#pragma once

#include <span>
#include <string>

#include "services/caa.h"
#include "services/dane.h"
#include "services/dkim.h"
#include "services/mta_sts.h"
#include "services/public_resolver.h"
#include "services/tls_rpt.h"

namespace edig::services {

struct Rules {
  MailExchangers mail;
  Dkim dkim;
  MtaSts mta_sts;
  TlsRpt tls_rpt;
  Dane mail_dane, web_dane;  // the web's: of the domain and www below it
  Caa caa;
  ServiceBindings https, www_https;
  PublicResolver resolver;
};

/// What a rule says whose records are not all there is not-evaluated at least. `selectors`: of DKIM, as
/// given; none: common ones are guessed.
Rules evaluate_rules(Records& records, const dns::Name& domain, std::span<const std::string> selectors);

}  // namespace edig::services
