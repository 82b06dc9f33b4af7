// +report: tells the operator of a zone of a failure, as a resolver would (RFC 9567).
#pragma once

#include "report/report.h"
#include "transport/client.h"

namespace edig::run {

struct Request;

enum class ErrorReporting { none, show, send };

/// Adds to `report` what would be reported, and with +report=send sends it by way of the server that was
/// asked.
void report_error(transport::Client& client, const Request& request, report::Report& report);

}  // namespace edig::run
