// A delegation as it is planned: what registries judge a zone by before they change its parent ("undelegated
// tests"). Nobody publishes it yet, so it is given, and no resolver knows of it.
#pragma once

#include <optional>
#include <vector>

#include "diagnosis/asking/delegation.h"
#include "dns/record.h"

namespace edig::diagnosis {

struct PlannedDelegation {
  dns::Name zone;
  /// Those within the zone need their addresses here; of the others they are looked up. Empty: the servers
  /// that the parent names.
  std::vector<NameServer> servers = {};
  /// Empty: there is to be none. Nothing: those that the parent has.
  std::optional<std::vector<dns::Record>> ds = {};
};

/// NameServer::trouble of a planned server within the zone.
inline constexpr const char* no_planned_address = "no planned address";

}  // namespace edig::diagnosis
