#include "run/survey_signing.h"

#include <algorithm>
#include <array>

#include "dns/types.h"

namespace edig::run {
namespace {

using diagnosis::SigningState;
using Stage = SigningState::Stage;

// Of a type that no zone has (RFC 6895 section 3.1, for private use): the reply shows how the zone denies.
constexpr std::uint16_t nobodys_type = 65280;

// The replies to the questions about an apex, which live as long as this.
struct ApexReplies {
  std::vector<diagnosis::Answer> answers;

  diagnosis::Apex apex() const {
    auto message = [this](std::size_t i) {
      const auto& reply = answers[i].reply;
      return reply ? &*reply : nullptr;
    };
    return {.soa = message(0), .keys = message(1), .ds = message(2)};
  }
};

ApexReplies ask_apex(const dns::Name& zone, diagnosis::Fetcher& replies,
                     std::chrono::steady_clock::time_point deadline) {
  std::array<diagnosis::Ask, 3> asks;
  constexpr std::array types = {dns::type::soa, dns::type::dnskey, dns::type::ds};
  for (std::size_t i = 0; i < asks.size(); ++i) asks[i].question = {.name = zone, .type = types[i]};
  return {replies.fetch(asks, deadline)};
}

survey::Signing row_part(const SigningState& state) {
  survey::Signing signing{.stage = diagnosis::name(state.stage),
                          .parent = diagnosis::name(state.parent),
                          .algorithms = state.algorithms,
                          .dnskey_octets = state.dnskey_octets,
                          .dnskey_ttl = state.dnskey_ttl,
                          .soa_ttl = state.soa_ttl,
                          .negative_ttl = state.negative_ttl,
                          .expire = state.expire};
  if (state.signatures_end) signing.signatures_end = state.signatures_end->time_since_epoch().count();
  return signing;
}

survey::Verdict verdict(const SigningState& state, const diagnosis::Diagnosis& diagnosis,
                        const std::vector<diagnosis::Finding>& findings) {
  if (state.stage == Stage::none) return survey::Verdict::unknown;
  if (std::ranges::any_of(findings, diagnosis::to_mend)) return survey::Verdict::mend;
  bool open = state.stage == Stage::unknown || diagnosis.status == diagnosis::Status::indeterminate ||
              std::ranges::any_of(findings, diagnosis::leaves_open);
  return open ? survey::Verdict::unknown : survey::Verdict::ready;
}

}  // namespace

void SurveySigning::look_at(survey::Row& row, const transport::Server& server) {
  row.preflight.emplace();
  auto zone = dns::Name::parse(row.name);
  if (!zone) return;
  texts_.clear();
  more_.clear();
  auto& replies = evidence_.next(server);
  auto deadline = std::chrono::steady_clock::now() + request_.why.deadline;
  auto found = ask_apex(*zone, replies, deadline);
  auto state = diagnosis::signing_state(*zone, found.apex());
  auto diagnosis = diagnose(*zone, found.apex(), state, server, replies);
  auto findings = diagnosis::signing_findings(*zone, diagnosis, state);
  row.preflight->signing = row_part(state);
  row.preflight->verdict = verdict(state, diagnosis, findings);
  for (const auto& finding : findings) more_.push_back(told(finding));
  row.cause.emplace();
  bool first = row.preflight->verdict == survey::Verdict::mend;
  if (first) row.cause = more_.front();
  row.cause->status = diagnosis::name(diagnosis.status);
  row.more = std::span(more_).subspan(first ? 1 : 0);
}

diagnosis::Diagnosis SurveySigning::diagnose(const dns::Name& zone, const diagnosis::Apex& apex,
                                             const SigningState& state, const transport::Server& server,
                                             diagnosis::Fetcher& replies) {
  auto why = request_.why;
  if (state.stage == Stage::signed_) why.plan.ds = diagnosis::future_ds(zone, apex);
  return find_out_why(why, evidence_.ask({.name = zone, .type = nobodys_type}, server), replies);
}

survey::Cause SurveySigning::told(const diagnosis::Finding& finding) {
  return {.kind = finding.kind.text(),
          .zone = texts_.emplace_back(finding.zone.text()),
          .fault = diagnosis::name(finding.fault),
          .status = {},
          .text = texts_.emplace_back(finding.text.in(request_.style.language)),
          .severity = diagnosis::name(finding.severity)};
}

}  // namespace edig::run
