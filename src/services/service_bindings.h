// Where a service is to be had and how: HTTPS and SVCB records (RFC 9460), with their aliases.
#pragma once

#include <cstdint>
#include <vector>

#include "dns/service_binding.h"
#include "services/finding.h"

namespace edig::services {

struct ServiceBindings {
  dns::Name owner;                 // at which they were looked for
  bool secure = false;             // every answer on the way is
  std::vector<dns::Name> aliases;  // where AliasMode led, one after the other
  /// Of ServiceMode, by priority; the target is the owner's name where the record has "." for it. Those that
  /// clients reject are not among them.
  std::vector<dns::ServiceBinding> services;
  Judgement judgement = {};
};

/// `type`: HTTPS or SVCB. Where there are none, the result is not-used and says nothing.
ServiceBindings service_bindings(Records& records, const dns::Name& owner, std::uint16_t type);

}  // namespace edig::services
