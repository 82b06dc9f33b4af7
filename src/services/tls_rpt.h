// Where failures of TLS between mail servers are to be reported: TLS-RPT (RFC 8460 section 3).
#pragma once

#include <string>
#include <vector>

#include "services/finding.h"

namespace edig::services {

struct TlsRpt {
  std::vector<std::string> receivers;  // mailto: and https: URIs; foreign text
  Judgement judgement = {};
};

TlsRpt tls_rpt(Records& records, const dns::Name& domain);

}  // namespace edig::services
