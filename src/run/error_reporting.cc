#include "run/error_reporting.h"

#include "dns/types.h"
#include "run/request.h"

namespace edig::run {

void report_error(transport::Client& client, const Request& request, report::Report& report) {
  report.error_report = report::make_error_report(report);
  auto& name = report.error_report->name;
  if (request.error_reporting != ErrorReporting::send || !name) return;
  transport::Job job{request.query, request.servers, request.tactics};
  job.query.question = {*name, dns::type::txt, dns::cls::in};
  job.query.cd = false;
  report.error_report->sent = std::move(client.ask({&job, 1}).front());
}

}  // namespace edig::run
