// What browsers and other clients make of what was seen of a web server, or of a resolver that is spoken with
// over HTTPS: the certificate by CAs (RFC 9110 section 4.3.4; for resolvers RFC 9462 section 5), and by TLSA
// records (RFC 6698), which browsers do not ask for.
#pragma once

#include <chrono>
#include <optional>

#include "services/dane_match.h"
#include "services/sights.h"

struct x509_store_st;

namespace edig::services {

struct WebSight {
  Judgement pkix;
  Judgement dane;  // not-used: there are no TLSA records that can be used
  std::optional<DaneMatch> match = {};
};

/// By the base domain alone (Destination) nothing but DANE is judged. `cas`: for usages 0 and 1; may be null.
WebSight judge_web_sight(const Sight& sight, const dns::Name& domain, const DaneHost& dane,
                         x509_store_st* cas, std::chrono::sys_seconds now);

Judgement judge_resolver_sight(const Sight& sight, const dns::Name& domain);

}  // namespace edig::services
