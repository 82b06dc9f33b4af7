// +trace: from the reply for the root's name servers down to the servers that answer (RFC 1034
// section 5.3.3), one server of each zone, as dig goes. Where edig is not dig it also asks for the keys of
// each zone that its parent has a DS of, asks another server where one is lame, and says what is wrong.
//
// No step is further than the 64th, none asks at more than 8 addresses (dig at all), and a referral that
// leads not further down is not followed (RFC 9520 section 2.3); dig follows one to the same zone.
#pragma once

#include "report/report.h"
#include "run/request.h"
#include "transport/client.h"

namespace edig::run {

/// `root`: of the request, which asks for the root's name servers. The report of the last step, with all of
/// them.
report::Report trace(transport::Client& client, const Request& request, report::Report root);

}  // namespace edig::run
