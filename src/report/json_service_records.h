// What +services read of each application's records, as JSON; what SPF and DMARC read is in json_services.cc.
#pragma once

#include <nlohmann/json.hpp>

#include "services/rules.h"

namespace edig::report {

/// Adds mx, dkim, mta_sts, tls_rpt, dane, caa, https and resolver to `object`, each where there is something.
void put_service_records(nlohmann::ordered_json& object, const services::Rules& rules);

}  // namespace edig::report
