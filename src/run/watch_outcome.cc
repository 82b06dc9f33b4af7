#include "run/watch_outcome.h"

#include <algorithm>

#include "dns/dnssec.h"
#include "explain/values.h"
#include "report/outcome.h"

namespace edig::run {
namespace {

using report::Keeping;
using std::chrono::seconds;

constexpr std::uint16_t cached_error = 13;    // RFC 8914 section 4.14
constexpr seconds longest_kept_failure{300};  // RFC 9520 section 3.2

constexpr std::uint16_t dnssec_bogus = 6;

bool is_dnssec(std::uint16_t info_code) { return ede::info_code(info_code).category == "dnssec"; }

bool in_doubt(const ede::ExtendedError& error) { return error.info_code && error.entry().suspect_answer; }

bool has_records(const report::Report& report) {
  const auto& reply = report.exchange.reply;
  return reply && reply->message.rcode == dns::rcode::noerror &&
         report::holds(reply->message, report.query.question.type);
}

WatchOutcome outcome_of(const report::Report& report) {
  WatchOutcome outcome;
  const auto& reply = report.exchange.reply;
  if (reply)
    outcome.rcode = reply->message.rcode;
  else
    outcome.no_reply = name(reply.error().kind);
  outcome.records = has_records(report);
  for (const auto& error : report.extended_errors)
    if (error.info_code && error.info_code != cached_error) outcome.info_codes.insert(*error.info_code);
  if (report.diagnosis)
    for (const auto& finding : report.diagnosis->findings)
      if (finding.is_error()) outcome.errors.emplace(finding.kind.text(), finding.zone.lower().text());
  outcome.works =
      outcome.records && outcome.errors.empty() && std::ranges::none_of(report.extended_errors, in_doubt);
  return outcome;
}

bool is_negative(const report::Report& report, const dns::Message& message) {
  return report::judge(report.query, message).negative(message);
}

std::uint32_t minimum_of(const dns::Record& soa) {
  return dns::read_soa_times(soa).value_or(dns::SoaTimes()).minimum;
}

std::optional<seconds> cached(const report::Report& report, const dns::Message& message) {
  if (message.header.aa) return std::nullopt;
  if (is_negative(report, message)) {
    const auto* soa = report::first_of(message.authority, dns::type::soa);
    return soa ? std::optional<seconds>(std::min(soa->ttl, minimum_of(*soa))) : std::nullopt;
  }
  if (message.answer.empty()) return std::nullopt;
  return seconds(std::ranges::min(message.answer, {}, &dns::Record::ttl).ttl);
}

// A cache counts the TTL of the SOA down, and who sends it afresh sets it to the minimum at the most (RFC
// 2308 sections 3 and 5).
seconds negative_ttl(const dns::Message& message, const dns::Record& soa) {
  auto minimum = minimum_of(soa);
  return seconds(message.header.aa ? std::min(soa.ttl, minimum) : minimum);
}

// What validating resolvers hold of the records that the root cause is about.
std::optional<seconds> ttl_at_fault(const report::Report& report) {
  if (!report.diagnosis || report.diagnosis->findings.empty()) return std::nullopt;
  const auto& cause = report.diagnosis->findings.front();
  auto data = explain::number_in(cause, "ttl"), ds = explain::number_in(cause, "ds_ttl");
  if (!cause.is_error() || (!data && !ds)) return std::nullopt;
  return seconds(std::max(data.value_or(0), ds.value_or(0)));
}

// By edig's own look; then only who failed has to ask again.
bool is_sound(const report::Report& report) {
  if (!report.diagnosis) return false;
  auto status = report.diagnosis->status;
  return status == diagnosis::Status::secure || status == diagnosis::Status::insecure;
}

void take_keeping(Sight& sight, const report::Report& report) {
  const auto& reply = report.exchange.reply;
  auto keep = [&](Keeping keeping, seconds kept) {
    sight.keeping = keeping;
    sight.kept = kept;
  };
  if (auto ttl = ttl_at_fault(report)) {
    bool failure_stays = *ttl <= longest_kept_failure;  // for longer than the records
    return failure_stays ? keep(Keeping::failure, longest_kept_failure) : keep(Keeping::record_ttl, *ttl);
  }
  auto failure = is_sound(report) ? Keeping::failure : Keeping::failure_at_least;
  if (!reply) return keep(failure, longest_kept_failure);
  const auto& message = reply->message;
  if (is_negative(report, message)) {
    const auto* soa = report::first_of(message.authority, dns::type::soa);
    return soa ? keep(Keeping::negative_ttl, negative_ttl(message, *soa)) : keep(Keeping::unknown, {});
  }
  bool failed = message.rcode != dns::rcode::noerror;
  failed ? keep(failure, longest_kept_failure) : keep(Keeping::unknown, {});
}

}  // namespace

bool WatchOutcome::repeats(const WatchOutcome& before) const {
  bool failed = no_reply.empty() && rcode != dns::rcode::noerror && rcode != dns::rcode::nxdomain;
  if (!failed) return *this == before;
  auto said = before.info_codes;
  if (std::ranges::any_of(said, is_dnssec)) said.insert(dnssec_bogus);
  auto as_before = *this;
  as_before.info_codes = before.info_codes;
  return as_before == before && std::ranges::includes(said, info_codes);
}

Sight see(const report::Report& report) {
  Sight sight{.outcome = outcome_of(report)};
  if (const auto& reply = report.exchange.reply) sight.cached = cached(report, reply->message);
  take_keeping(sight, report);
  return sight;
}

int watch_status(const report::Report& report) {
  if (outcome_of(report).works) return status::good;
  auto outcome = report::exit_status(report);
  return outcome == status::good ? status::doubt : outcome;
}

}  // namespace edig::run
