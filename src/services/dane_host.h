// The TLSA records of one host and port, looked for as RFC 7671 section 7 and RFC 7672 section 2.2 have it.
#pragma once

#include <optional>

#include "services/dane.h"
#include "services/record_types.h"

namespace edig::services {

/// Nothing where an answer is missing yet. What is wrong goes to `judgement`.
std::optional<DaneHost> dane_host(Records& records, const dns::Name& domain, const dns::Name& name,
                                  std::uint16_t port, DaneFor use, Judgement& judgement);

}  // namespace edig::services
