#include "diagnosis/findings.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/algorithms.h"
#include "diagnosis/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using std::chrono::sys_seconds;
using Tags = std::vector<std::string>;

std::int64_t integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

struct Kind {
  const char* kind;
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
      return verdict.text + " has no signature by an algorithm that validators support, only by " +
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
    case RRsetState::not_tried:
      return "edig gave up on the signatures over " + verdict.text + ": too many keys and signatures to try";
    default:
      return fmt::format("{} {} does not verify", subject, by_key(*signature));
  }
}

void add_evidence(Finding& finding, const RRsetVerdict& verdict) {
  const auto* signature = verdict.signature();
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

Tags ds_tags(const LinkVerdict& verdict) {
  Tags tags;
  for (const auto& ds : verdict.ds) {
    auto text = fmt::format("{}/{}/{}", ds.ds.key_tag, ds.ds.algorithm, ds.ds.digest_type);
    tags.push_back(ds.is_key_anchor ? fmt::format("{}/{}", ds.ds.key_tag, ds.ds.algorithm) : text);
  }
  return tags;
}

Tags key_tags(const LinkVerdict& verdict) {
  Tags tags;
  for (const auto& key : verdict.keys)
    tags.push_back(fmt::format("{}/{} ({})", key.key_tag, key.algorithm, key.flags));
  return tags;
}

// Why one DS fits nothing.
std::string why_not(const DsVerdict& verdict, const dns::Name& zone) {
  const auto& ds = verdict.ds;
  switch (verdict.state) {
    case DsState::no_such_tag:
      return fmt::format("{} publishes no key {}", zone.text(), ds.key_tag);
    case DsState::wrong_algorithm:
      return fmt::format("key {} is of algorithm {}, the DS says {}", ds.key_tag,
                         verdict.key ? algorithm_text(verdict.key->algorithm) : "",
                         algorithm_text(ds.algorithm));
    case DsState::wrong_digest:
      return fmt::format("the {} digest is not that of key {}", digest_text(ds.digest_type), ds.key_tag);
    case DsState::not_zone_key:
      return fmt::format("key {} lacks the Zone Key flag (its flags are {})", ds.key_tag,
                         verdict.key ? verdict.key->flags : 0);
    case DsState::revoked:
      return fmt::format("key {} is revoked", ds.key_tag);
    default:
      return {};
  }
}

const DsVerdict* first_failing(const LinkVerdict& verdict) {
  auto found = std::ranges::find_if(verdict.ds, [](const DsVerdict& ds) {
    return ds.state != DsState::unsupported_algorithm && ds.state != DsState::unsupported_digest &&
           ds.state != DsState::obsolete_digest && ds.state != DsState::matches;
  });
  return found == verdict.ds.end() ? nullptr : &*found;
}

constexpr const char* replace_ds =
    "have the parent publish a DS for a key that is in the zone and signs its keys, "
    "or publish the key that the DS is for";

void describe_mismatch(Finding& finding, const LinkVerdict& verdict, const dns::Name& zone,
                       std::string_view what) {
  finding.kind = "ds-matches-no-key";
  finding.info_code = 9;
  const auto* first = first_failing(verdict);
  std::string why = first ? why_not(*first, zone) : "";
  finding.text = verdict.ds.size() == 1
                     ? fmt::format("the {} {} matches no DNSKEY: {}", what, ds_tags(verdict)[0], why)
                     : fmt::format("none of the {} {}s {} matches a DNSKEY: {}", verdict.ds.size(), what,
                                   list_text(ds_tags(verdict)), why);
  finding.remedy = replace_ds;
}

void describe_unsupported(Finding& finding, const LinkVerdict& verdict, const dns::Name& zone) {
  finding.severity = Severity::warning;
  bool algorithm = verdict.state == LinkState::unsupported_algorithm;
  finding.kind = algorithm ? "unsupported-algorithm" : "unsupported-digest";
  finding.info_code = algorithm ? 1 : 2;
  Tags names;
  for (const auto& ds : verdict.ds) {
    auto text = ds.state == DsState::unsupported_digest ? digest_text(ds.ds.digest_type)
                                                        : algorithm_text(ds.ds.algorithm);
    if (std::ranges::find(names, text) == names.end()) names.push_back(text);
  }
  finding.text =
      fmt::format("validators support no DS of {}, only {} is there: they treat the zone as unsigned",
                  zone.text(), list_text(names));
  finding.remedy = algorithm
                       ? "sign the zone with a current algorithm (13, ECDSAP256SHA256) and publish its DS"
                       : "have the parent publish a DS with digest type 2 (SHA-256)";
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

Finding link_finding(const LinkVerdict& verdict, const dns::Name& zone, bool anchored, sys_seconds now) {
  if (verdict.state == LinkState::bad_signature)
    return rrset_finding(verdict.signatures, zone, Fault::zone, now);
  Finding finding{.kind = {},
                  .info_code = {},
                  .zone = zone,
                  .rrset = zone.text() + " DNSKEY",
                  .server = {},
                  .fault = Fault::zone,
                  .text = {},
                  .remedy = {},
                  .evidence = {}};
  auto what = anchored ? "trust anchor" : "DS";
  switch (verdict.state) {
    case LinkState::unsupported_algorithm:
    case LinkState::unsupported_digest:
      describe_unsupported(finding, verdict, zone);
      break;
    case LinkState::no_signature:
      finding.kind = "rrsigs-missing";
      finding.info_code = 10;
      finding.text =
          verdict.signatures.signatures.empty()
              ? fmt::format("{} DNSKEY has no signature", zone.text())
              : fmt::format("{} DNSKEY has no signature by a key that the {} is for", zone.text(), what);
      finding.remedy = "sign the DNSKEY RRset with the key that the DS is for";
      break;
    case LinkState::no_dnskey:
      finding.kind = "dnskey-missing";
      finding.info_code = 9;
      finding.text = fmt::format("there is a {} for {}, and the zone has no DNSKEY", what, zone.text());
      finding.remedy = "sign the zone, or have the parent remove the DS";
      break;
    case LinkState::flag_lost:
      finding.kind = "no-zone-key-bit";
      finding.info_code = 11;
      finding.text = fmt::format(
          "key {} of {} has lost its Zone Key flag (its flags are {}) since the DNSKEY RRset was "
          "signed",
          key_text(verdict.flagless->key_tag, verdict.flagless->algorithm), zone.text(),
          verdict.flagless->flags);
      finding.remedy = "publish the key with the Zone Key flag (256 or 257) again";
      break;
    case LinkState::not_zone_key:
      finding.kind = "no-zone-key-bit";
      finding.info_code = 11;
      finding.text = fmt::format("the {} is for a key that may sign nothing: {}", what,
                                 why_not(*first_failing(verdict), zone));
      finding.remedy = "publish the key with the Zone Key flag (256 or 257) and a DS that fits it";
      break;
    default:
      describe_mismatch(finding, verdict, zone, what);
      if (verdict.state == LinkState::revoked) finding.kind = "ds-key-revoked";
  }
  if (anchored) {
    finding.remedy = "check the trust anchor; or it is for another root, or outdated";
    if (verdict.state == LinkState::no_match) finding.kind = "anchor-matches-no-key";
  }
  finding.evidence.push_back({anchored ? "anchors" : "ds", ds_tags(verdict)});
  finding.evidence.push_back({"dnskey", key_tags(verdict)});
  return finding;
}

Finding denial_finding(const DenialVerdict& verdict, const DenialQuestion& question, const dns::Name& zone,
                       Fault fault, sys_seconds now) {
  auto about = question.name.text() + " " +
               dns::type_text(question.what == Denies::ds ? dns::type::ds : question.type);
  if (verdict.state == DenialState::bad_signature) {
    auto finding = rrset_finding(*verdict.bad, zone, fault, now);
    finding.evidence.push_back({"denies", about});
    return finding;
  }
  const char* claim = question.what == Denies::name       ? "does not exist"
                      : question.what == Denies::ds       ? "has no DS"
                      : question.what == Denies::wildcard ? "comes from a wildcard"
                                                          : "has no record of this type";
  Finding finding{.kind = question.what == Denies::wildcard ? "wildcard-unproven" : "nsec-missing",
                  .info_code = 12,
                  .zone = zone,
                  .rrset = about,
                  .server = {},
                  .fault = fault,
                  .text = {},
                  .remedy = "re-sign the zone, so that its NSEC or NSEC3 chain is whole",
                  .evidence = {}};
  auto subject = question.what == Denies::type ? about : question.name.text();
  finding.text =
      verdict.state == DenialState::missing
          ? fmt::format("nothing proves that {} {}: the reply holds no NSEC or NSEC3", subject, claim)
          : fmt::format("nothing proves that {} {}: {}", subject, claim, verdict.lacks);
  if (verdict.nsec3) finding.evidence.push_back({"iterations", integer(verdict.iterations)});
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

std::vector<Finding> link_notes(const LinkVerdict& verdict, const dns::Name& zone, bool anchored) {
  std::vector<Finding> notes;
  if (!verdict.secure() || anchored) return notes;
  auto note = [&](const char* kind, std::optional<std::uint16_t> code, const char* type, std::string text,
                  const char* remedy) {
    notes.push_back({.kind = kind,
                     .info_code = code,
                     .severity = Severity::note,
                     .zone = zone,
                     .rrset = zone.text() + type,
                     .server = {},
                     .fault = Fault::zone,
                     .text = std::move(text),
                     .remedy = remedy,
                     .evidence = {}});
  };
  for (const auto& ds : verdict.ds) {
    auto why = why_not(ds, zone);
    // A DS whose key is not there yet is how a key roll-over begins (RFC 6781 section 4.1.2).
    if (why.empty() || ds.state == DsState::no_such_tag) continue;
    note("ds-unused", {}, " DS",
         fmt::format("DS {}/{}/{} leads nowhere: {}; the zone is reached by another DS", ds.ds.key_tag,
                     ds.ds.algorithm, ds.ds.digest_type, why),
         "have the parent remove the DS where no key roll-over needs it");
  }
  const auto* signature = verdict.signatures.signature();
  if (signature && algorithm_support(signature->rrsig.algorithm) == Support::fading)
    note("fading-algorithm", 1, " DNSKEY",
         fmt::format(
             "{} is signed with {}: fewer validators support SHA-1 each year, and to those that do not the "
             "zone is unsigned (RFC 9905)",
             zone.text(), algorithm_text(signature->rrsig.algorithm)),
         "roll over to algorithm 13 (ECDSAP256SHA256)");
  bool only_sha1 = std::ranges::none_of(verdict.ds, [](const DsVerdict& ds) {
    return ds.state == DsState::matches && digest_support(ds.ds.digest_type) == Support::yes;
  });
  if (only_sha1)
    note("fading-digest", 2, " DS",
         fmt::format("the only DS that leads to {} has a SHA-1 digest, which is obsolete (RFC 8624)",
                     zone.text()),
         "have the parent publish a DS with digest type 2 (SHA-256)");
  return notes;
}

std::optional<Finding> iterations_note(const DenialVerdict& verdict, const dns::Name& zone) {
  if (!verdict.nsec3 || verdict.iterations == 0) return std::nullopt;
  Finding finding{
      .kind = "nsec3-iterations",
      .info_code = 27,
      .severity = verdict.iterations > iterations_accepted_by_all ? Severity::warning : Severity::note,
      .zone = zone,
      .rrset = {},
      .server = {},
      .fault = Fault::zone,
      .text = {},
      .remedy = "sign with 0 additional iterations and no salt (RFC 9276 section 3.1)",
      .evidence = {{"iterations", integer(verdict.iterations)},
                   {"salt_length", integer(verdict.salt_length)}}};
  auto count = count_text(verdict.iterations, "additional NSEC3 iteration");
  if (verdict.iterations > iterations_accepted_by_some)
    finding.text =
        fmt::format("{} uses {}: validators accept {} at most, some {}, and treat its denials as unsigned",
                    zone.text(), count, iterations_accepted_by_some, iterations_accepted_by_all);
  else if (verdict.iterations > iterations_accepted_by_all)
    finding.text =
        fmt::format("{} uses {}: newer validators accept {} at most and treat its denials as unsigned",
                    zone.text(), count, iterations_accepted_by_all);
  else
    finding.text =
        fmt::format("{} uses {}; it should be none, and validators may treat its denials as unsigned",
                    zone.text(), count);
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
      return "no RRSIG of a supported algorithm";
    default:
      return fmt::format("RRSIG by {} does not verify", signature->rrsig.key_tag);
  }
}

}  // namespace edig::diagnosis
