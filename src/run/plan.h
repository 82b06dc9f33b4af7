// +ns and +ds: the zone of the name asked for, judged by the delegation that is planned for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "diagnosis/asking/planned_delegation.h"

namespace edig::run {

struct Plan {
  std::vector<diagnosis::NameServer> servers;
  std::optional<std::vector<std::string>> ds;  // RDATA in presentation format; an empty list: +ds=none

  bool given() const { return !servers.empty() || ds; }
};

/// The DS record of `owner` in a plan, from its RDATA in presentation format.
Result<dns::Record> planned_ds(const std::string& owner, const std::string& rdata);

/// The plan for `zone`.
diagnosis::PlannedDelegation planned_delegation(const Plan& plan, const dns::Name& zone);

}  // namespace edig::run
