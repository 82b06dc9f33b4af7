// Findings about the signatures over one RRset.
#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "diagnosis/validation/algorithms.h"

namespace edig::diagnosis {
namespace {

using std::chrono::sys_seconds;

struct CodedKind {
  FindingKind kind;
  std::uint16_t code;
  std::string_view variant = "";
};

CodedKind coded_kind_of(RRsetState state) {
  switch (state) {
    case RRsetState::unsigned_:
      return {"rrsigs-missing", 10};
    case RRsetState::unsupported:
      return {"rrsigs-missing", 10, "unsupported"};
    case RRsetState::expired:
      return {"signature-expired", 7};
    case RRsetState::not_yet_valid:
      return {"signature-not-yet-valid", 8};
    case RRsetState::expired_before_valid:
      return {"signature-expired-before-valid", 25};
    case RRsetState::not_zone_key:
      return {"no-zone-key-bit", 11};
    case RRsetState::no_such_key:
      return {"signature-by-unpublished-key", 6};
    case RRsetState::revoked_key:
      return {"signature-by-revoked-key", 6};
    case RRsetState::wrong_signer:
      return {"wrong-signer", 6};
    case RRsetState::bad_labels:
      return {"wrong-labels", 6};
    case RRsetState::unreadable:
      return {"unreadable-record", 24};
    case RRsetState::not_tried:
      return {"too-much-work", 6};
    default:
      return {"signature-does-not-verify", 6};
  }
}

Finding tell_set(const CodedKind& kind, const RRsetVerdict& verdict, const dns::Name& zone, sys_seconds now) {
  Values values{{"rrset", verdict.text}, {"zone", zone.text()}};
  if (const auto* signature = verdict.signature()) {
    const auto& rrsig = signature->rrsig;
    auto expiration = signature->expiration, inception = signature->inception;
    values.insert(values.end(),
                  {{"algorithm", algorithm_text(rrsig.algorithm)},
                   {"key", key_text(rrsig.key_tag, rrsig.algorithm)},
                   {"flags", signature->key ? signature->key->flags : 0},
                   {"signer", rrsig.signer.text()},
                   {"labels", rrsig.labels},
                   {"expiration", time_text(expiration)},
                   {"inception", time_text(inception)},
                   {"span", span(verdict.state == RRsetState::expired         ? now - expiration
                                 : verdict.state == RRsetState::not_yet_valid ? inception - now
                                                                              : expiration - now)}});
  }
  return tell(kind.kind, kind.variant, values);
}

void add_evidence(Finding& finding, const RRsetVerdict& verdict) {
  const auto* signature = verdict.signature();
  // A cache has counted the TTL down; the signature holds the whole (RFC 4034 section 3.1.4).
  finding.evidence.push_back({"ttl", integer(signature ? signature->rrsig.original_ttl : verdict.ttl)});
  if (!signature) return;
  finding.evidence.push_back({"key_tag", integer(signature->rrsig.key_tag)});
  finding.evidence.push_back({"algorithm", integer(signature->rrsig.algorithm)});
  finding.evidence.push_back({"signer", signature->rrsig.signer.text()});
  finding.evidence.push_back(
      {verdict.state == RRsetState::expired ? "expired" : "expires", signature->expiration});
  finding.evidence.push_back({"inception", signature->inception});
  if (verdict.signatures.size() > 1)
    finding.evidence.push_back({"signatures", integer(verdict.signatures.size())});
  // Renewal alone would not help.
  bool timely = verdict.state != RRsetState::expired && verdict.state != RRsetState::not_yet_valid &&
                verdict.state != RRsetState::expired_before_valid;
  if (!timely) finding.evidence.push_back({"verifies", std::string(signature->verifies ? "yes" : "no")});
}

}  // namespace

Finding rrset_finding(const RRsetVerdict& verdict, const dns::Name& zone, Fault fault, sys_seconds now) {
  auto kind = coded_kind_of(verdict.state);
  auto finding = tell_set(kind, verdict, zone, now);
  finding.info_code = kind.code;
  finding.zone = zone;
  finding.rrset = verdict.text;
  finding.fault = fault;
  add_evidence(finding, verdict);
  return finding;
}

std::optional<Finding> expiry_warning(const RRsetVerdict& verdict, const dns::Name& zone, sys_seconds now) {
  using namespace std::chrono_literals;
  const auto* signature = verdict.signature();
  if (!verdict.secure() || !signature) return std::nullopt;
  auto left = signature->expiration - now, lifetime = signature->expiration - signature->inception;
  // Signers that sign for a day or two on the fly are well at a quarter.
  if (!(left < lifetime / 10 || (left < 24h && left < lifetime / 4))) return std::nullopt;
  auto finding = tell_set({"signature-expires-soon", 7}, verdict, zone, now);
  finding.info_code = 7;
  finding.severity = Severity::warning;
  finding.zone = zone;
  finding.rrset = verdict.text;
  add_evidence(finding, verdict);
  return finding;
}

Wording short_text(const RRsetVerdict& verdict) {
  const auto* signature = verdict.signature();
  if (!signature) return word("result-no-rrsig");
  const auto& rrsig = signature->rrsig;
  auto tell = [&](Word how) {
    const char* role = !signature->key ? "" : signature->key->secure_entry_point() ? "KSK " : "ZSK ";
    return word(how, {{"key", fmt::format("{}{}/{}", role, rrsig.key_tag, rrsig.algorithm)},
                      {"inception", minute_text(signature->inception)},
                      {"expiration", time_text(signature->expiration)},
                      {"signer", rrsig.signer.text()}});
  };
  switch (verdict.state) {
    case RRsetState::secure:
      return tell("result-good");
    case RRsetState::expired:
      return tell("result-expired");
    case RRsetState::not_yet_valid:
      return tell("result-not-yet-valid");
    case RRsetState::expired_before_valid:
      return tell("result-expired-before-valid");
    case RRsetState::no_such_key:
      return tell("result-no-such-key");
    case RRsetState::not_zone_key:
      return tell("result-not-zone-key");
    case RRsetState::wrong_signer:
      return tell("result-wrong-signer");
    case RRsetState::unsupported:
      return word("result-unsupported");
    case RRsetState::unreadable:
      return word("result-unreadable");
    default:
      return tell("result-does-not-verify");
  }
}

}  // namespace edig::diagnosis
