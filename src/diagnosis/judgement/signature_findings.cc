// Findings about the signatures over one RRset.
#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/words.h"
#include "diagnosis/validation/algorithms.h"

namespace edig::diagnosis {
namespace {

using std::chrono::sys_seconds;

std::int64_t integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

struct Kind {
  FindingKind kind;
  std::uint16_t code;
  const char* remedy;
};

Kind kind_of(RRsetState state) {
  switch (state) {
    case RRsetState::unsigned_:
    case RRsetState::unsupported:
      return {"rrsigs-missing", 10, "sign the zone again, with every algorithm that its DS records name"};
    case RRsetState::expired:
      return {"signature-expired", 7, "re-sign the zone; check that the signer still runs"};
    case RRsetState::not_yet_valid:
      return {"signature-not-yet-valid", 8, "check the signer's clock, then re-sign the zone"};
    case RRsetState::expired_before_valid:
      return {"signature-expired-before-valid", 25,
              "correct the validity period in the signer's configuration, then re-sign the zone"};
    case RRsetState::not_zone_key:
      return {"no-zone-key-bit", 11,
              "publish the key with the Zone Key flag (256 or 257), then re-sign the zone"};
    case RRsetState::no_such_key:
      return {"signature-by-unpublished-key", 6,
              "publish the key that signs, or re-sign with one that is published"};
    case RRsetState::revoked_key:
      return {"signature-by-revoked-key", 6, "re-sign with a key that is not revoked"};
    case RRsetState::wrong_signer:
      return {"wrong-signer", 6, "re-sign the zone: the signer's name has to be the zone's"};
    case RRsetState::bad_labels:
      return {"wrong-labels", 6, "re-sign the zone"};
    case RRsetState::unreadable:
      return {"unreadable-record", 24,
              "publish records whose RDATA is that of their type; see what the server sends"};
    case RRsetState::not_tried:
      return {"too-much-work", 0, "remove keys of the same tag and superfluous signatures"};
    default:
      return {"signature-does-not-verify", 6,
              "re-sign the zone; let nothing change records after they were signed"};
  }
}

// "by key 34505 (ECDSAP256SHA256)"
std::string by_key(const SignatureVerdict& signature) {
  return "by key " + key_text(signature.rrsig.key_tag, signature.rrsig.algorithm);
}

std::string plainly(const RRsetVerdict& verdict, const dns::Name& zone, sys_seconds now) {
  const auto* signature = verdict.signature();
  if (!signature) return verdict.text + " has no signature";
  std::string subject = "the signature over " + verdict.text;
  switch (verdict.state) {
    case RRsetState::unsupported:
      return verdict.text + " has no signature by an algorithm that edig supports, only by " +
             algorithm_text(signature->rrsig.algorithm);
    case RRsetState::expired:
      return fmt::format("{} expired {} ago ({})", subject, span_text(now - signature->expiration),
                         time_text(signature->expiration));
    case RRsetState::not_yet_valid:
      return fmt::format("{} is valid only from {} on, in {}", subject, time_text(signature->inception),
                         span_text(signature->inception - now));
    case RRsetState::expired_before_valid:
      return fmt::format("{} expires ({}) before it becomes valid ({})", subject,
                         time_text(signature->expiration), time_text(signature->inception));
    case RRsetState::not_zone_key:
      return fmt::format("{} is by key {}, which lacks the Zone Key flag (its flags are {})", subject,
                         key_text(signature->rrsig.key_tag, signature->rrsig.algorithm),
                         signature->key ? signature->key->flags : 0);
    case RRsetState::no_such_key:
      return fmt::format("{} is by key {}, which {} does not publish", subject,
                         key_text(signature->rrsig.key_tag, signature->rrsig.algorithm), zone.text());
    case RRsetState::revoked_key:
      return fmt::format("{} is by key {}, which is revoked", subject,
                         key_text(signature->rrsig.key_tag, signature->rrsig.algorithm));
    case RRsetState::wrong_signer:
      return fmt::format("{} names {} as its signer, not {}", subject, signature->rrsig.signer.text(),
                         zone.text());
    case RRsetState::bad_labels:
      return fmt::format("{} counts {} labels, more than the name has", subject, signature->rrsig.labels);
    case RRsetState::unreadable:
      return verdict.text +
             " holds a record whose RDATA cannot be read, so that no signature can be held against it";
    case RRsetState::not_tried:
      return "edig gave up on the signatures over " + verdict.text + ": too many keys and signatures to try";
    default:
      return fmt::format("{} {} does not verify", subject, by_key(*signature));
  }
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
  auto kind = kind_of(verdict.state);
  Finding finding{.kind = kind.kind,
                  .info_code = kind.code,
                  .zone = zone,
                  .rrset = verdict.text,
                  .server = {},
                  .fault = fault,
                  .text = plainly(verdict, zone, now),
                  .remedy = kind.remedy,
                  .evidence = {}};
  if (verdict.state == RRsetState::not_tried) finding.info_code = 6;
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
  Finding finding{.kind = "signature-expires-soon",
                  .info_code = 7,
                  .severity = Severity::warning,
                  .zone = zone,
                  .rrset = verdict.text,
                  .server = {},
                  .fault = Fault::zone,
                  .text = fmt::format("the signature over {} expires in {} ({}) and has not been renewed",
                                      verdict.text, span_text(left), time_text(signature->expiration)),
                  .remedy = "check that the signer still runs",
                  .evidence = {}};
  add_evidence(finding, verdict);
  return finding;
}

std::string short_text(const RRsetVerdict& verdict) {
  const auto* signature = verdict.signature();
  if (!signature) return "no RRSIG";
  switch (verdict.state) {
    case RRsetState::secure:
      return fmt::format("RRSIG by {}, until {}", signature->rrsig.key_tag, date_text(signature->expiration));
    case RRsetState::expired:
      return "RRSIG expired " + date_text(signature->expiration);
    case RRsetState::not_yet_valid:
      return "RRSIG not valid before " + date_text(signature->inception);
    case RRsetState::expired_before_valid:
      return "RRSIG expires before it is valid";
    case RRsetState::no_such_key:
      return fmt::format("RRSIG by {}, which is not published", signature->rrsig.key_tag);
    case RRsetState::not_zone_key:
      return fmt::format("RRSIG by {}, which is no zone key", signature->rrsig.key_tag);
    case RRsetState::wrong_signer:
      return "RRSIG names " + signature->rrsig.signer.text() + " as signer";
    case RRsetState::unsupported:
      return "no RRSIG of an algorithm that edig supports";
    case RRsetState::unreadable:
      return "RDATA that cannot be read";
    default:
      return fmt::format("RRSIG by {} does not verify", signature->rrsig.key_tag);
  }
}

}  // namespace edig::diagnosis
