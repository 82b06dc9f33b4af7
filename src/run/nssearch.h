// +nssearch: the SOA of a zone from each of its servers, all asked at once.
#pragma once

#include "report/report.h"
#include "run/request.h"
#include "transport/client.h"

namespace edig::run {

/// `report`: of the request, which asks for name servers. As edig also where the name is not a zone's: then
/// of the zone that the reply says it is in. The same report with what the servers say.
report::Report search_name_servers(transport::Client& client, const Request& request, report::Report report);

}  // namespace edig::run
