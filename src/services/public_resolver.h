// Where the domain is a resolver's name: how else it is to be asked (DDR, RFC 9462 section 5, RFC 9461), and
// what it says of itself (RESINFO, RFC 9606).
#pragma once

#include <optional>

#include "dns/resolver_info.h"
#include "services/service_bindings.h"

namespace edig::services {

struct PublicResolver {
  ServiceBindings designation;  // SVCB at _dns.DOMAIN
  std::optional<dns::ResolverInfo> info;
  Judgement judgement = {};  // with that of the designation; not-used: the domain is no resolver's
};

PublicResolver public_resolver(Records& records, const dns::Name& domain);

}  // namespace edig::services
