#include "run/plan.h"

namespace edig::run {

Result<dns::Record> planned_ds(const std::string& owner, const std::string& rdata) {
  constexpr const char* no_ttl = " 0 IN DS ";  // a plan is in no cache
  return dns::parse_record(owner + no_ttl + rdata);
}

diagnosis::PlannedDelegation planned_delegation(const Plan& plan, const dns::Name& zone) {
  diagnosis::PlannedDelegation planned{.zone = zone, .servers = plan.servers};
  if (!plan.ds) return planned;
  planned.ds.emplace();
  for (const auto& rdata : *plan.ds)
    if (auto record = planned_ds(zone.text(), rdata)) planned.ds->push_back(std::move(*record));
  return planned;
}

}  // namespace edig::run
