#include "report/report.h"

#include <algorithm>
#include <chrono>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/tsig_words.h"
#include "services/report.h"
#include "transport/failure.h"

namespace edig::report {
namespace {

ede::Channel channel_of(const transport::Exchange& exchange) {
  if (exchange.authenticated()) return ede::Channel::authenticated;
  return exchange.encrypted() ? ede::Channel::encrypted : ede::Channel::plain;
}

// Structured errors ask for TLS 1.3 or later before their text may be used.
ede::Channel channel_of_structured(const transport::Exchange& exchange) {
  auto channel = channel_of(exchange);
  bool old_tls = exchange.tls && exchange.tls->version != "TLSv1.3";
  return old_tls ? ede::Channel::encrypted : channel;
}

std::vector<ede::ExtendedError> extended_errors(const dns::Message& message, ede::Channel channel) {
  std::vector<ede::ExtendedError> errors;
  if (!message.edns) return errors;
  for (const auto& option : message.edns->options)
    if (option.code == dns::option::extended_error)
      errors.push_back(ede::decode(option.data, option.truncated, channel));
  return errors;
}

std::optional<dns::TsigVerdict> tsig_verdict(const dns::Query& query, const transport::Exchange& exchange) {
  if (!query.tsig_key || !exchange.reply) return std::nullopt;
  return dns::verify(query.tsig_key, exchange.sent, exchange.reply->wire,
                     std::chrono::floor<std::chrono::seconds>(exchange.at));
}

bool found_a_fault(const std::optional<diagnosis::Diagnosis>& diagnosis) {
  auto fault = [](const diagnosis::Finding& finding) {
    return finding.severity != diagnosis::Severity::note;
  };
  return diagnosis && std::ranges::any_of(diagnosis->findings, fault);
}

}  // namespace

std::string defect(const Report& report) {
  const auto& exchange = report.exchange;
  if (!exchange.reply || report.comparison) return {};
  const auto& message = exchange.reply->message;
  auto what = "the reply from " + transport::describe(exchange.peer);
  if (!message.problems.empty()) {
    const auto& problem = message.problems.front();
    return what + " is malformed at octet " + std::to_string(problem.offset) + ": " +
           ede::printable(problem.text);
  }
  return message.header.tc ? what + " is truncated (TC): there is more of it" : std::string();
}

Report make_report(dns::Query query, transport::Exchange exchange) {
  auto channel = channel_of(exchange);
  std::vector<ede::ExtendedError> errors;
  if (exchange.reply) errors = extended_errors(exchange.reply->message, channel_of_structured(exchange));
  auto tsig = tsig_verdict(query, exchange);
  return {std::move(query), std::move(exchange), std::move(errors), channel, {}, std::move(tsig)};
}

int status_of_reply(const Report& report) {
  if (!report.exchange.reply) return exit_status_of(report.exchange.reply.error());
  auto rcode = report.exchange.reply->message.rcode;
  if (rcode != dns::rcode::noerror && rcode != dns::rcode::nxdomain) return status::failure;
  auto suspect = [](const ede::ExtendedError& error) {
    return error.info_code && error.entry().suspect_answer;
  };
  bool doubtful = std::ranges::any_of(report.extended_errors, suspect) || found_a_fault(report.diagnosis) ||
                  !defect(report).empty() || is_doubtful(report.tsig) ||
                  (report.trace && report.trace->troubled());
  return doubtful ? status::doubt : status::good;
}

namespace {

// The worst of what the servers are held to: a reply to all, the SOA from each, the same one from all.
int status_of_search(const Report& report) {
  const auto& search = *report.nssearch;
  if (search.reports.empty()) return std::max(status_of_reply(report), status::failure);
  auto replied = [](const Report& one) { return one.exchange.reply.has_value(); };
  if (std::ranges::none_of(search.reports, replied)) return status::no_reply;
  return search.behind().empty() && search.is_whole() ? status::good : status::doubt;
}

int status_side_by_side(const Report& report) {
  if (report.comparison->disagreement()) return status::doubt;
  auto worst = found_a_fault(report.diagnosis) ? status::doubt : status::good;
  for (const auto& side : report.sides) worst = std::max(worst, status_of_reply(side));
  return worst;
}

}  // namespace

int dig_exit_status(const Report& report) {
  if (report.trace && report.trace->stranded) return status::usage;
  if (report.nssearch && report.nssearch->is_silent()) return status::no_reply;
  return report.exchange.reply ? status::good : exit_status_of(report.exchange.reply.error());
}

int exit_status(const Report& report) {
  if (report.nssearch) return status_of_search(report);
  if (report.comparison) return status_side_by_side(report);
  auto status = status_of_reply(report);
  bool broken = report.services && report.services->state() == services::State::broken;
  return status == status::good && broken ? status::doubt : status;
}

}  // namespace edig::report
