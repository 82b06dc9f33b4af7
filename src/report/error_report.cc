// What a resolver would tell the agent of the zone's operator (RFC 9567).
#include <algorithm>

#include "dns/error_report.h"
#include "report/report.h"

namespace edig::report {
namespace {

std::optional<std::uint16_t> info_code(const Report& report) {
  if (report.diagnosis) {
    const auto& findings = report.diagnosis->findings;
    auto found = std::ranges::find_if(findings, [](const diagnosis::Finding& finding) {
      return finding.info_code && finding.severity != diagnosis::Severity::note;
    });
    if (found != findings.end()) return found->info_code;
  }
  for (const auto& error : report.extended_errors)
    if (error.info_code) return error.info_code;
  return std::nullopt;
}

std::optional<dns::Name> agent(const Report& report) {
  const auto& reply = report.exchange.reply;
  auto named = reply && reply->message.edns ? dns::report_agent(*reply->message.edns) : std::nullopt;
  return named || !report.diagnosis ? named : report.diagnosis->report_agent;
}

}  // namespace

ErrorReport make_error_report(const Report& report) {
  ErrorReport made{.info_code = info_code(report), .agent = agent(report), .name = {}};
  if (made.info_code && made.agent)
    made.name = dns::report_name(report.query.question, *made.info_code, *made.agent);
  return made;
}

}  // namespace edig::report
