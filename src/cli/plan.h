// +ns and +ds: the zone of the name asked for, judged by the delegation that is planned for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "diagnosis/asking/planned_delegation.h"

namespace edig::cli {

struct Plan {
  std::vector<diagnosis::NameServer> servers;
  std::optional<std::vector<std::string>> ds;  // RDATA in presentation format; an empty list: +ds=none

  bool given() const { return !servers.empty() || ds; }
};

/// "ns1.example.net", "ns1.example/192.0.2.1"; of a name that is there already, one more address.
Result<void> add_server(Plan& plan, const std::string& text);
/// "2371 13 2 1F98...", or "none" alone.
Result<void> add_ds(Plan& plan, const std::string& text);

/// The plan for `zone`.
diagnosis::PlannedDelegation planned_delegation(const Plan& plan, const dns::Name& zone);

}  // namespace edig::cli
