// Findings about the link between a zone's keys and the DS RRset or the trust anchors that lead to them.
#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "diagnosis/validation/algorithms.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using std::chrono::sys_seconds;
using Tags = std::vector<std::string>;

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
    case DsState::unreadable:
      return fmt::format("DNSKEY {} cannot be read", ds.key_tag);
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
  finding.kind = algorithm ? FindingKind("unsupported-algorithm") : "unsupported-digest";
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

// Where keys were left out, one of those may be the one that a DS is for.
bool is_seen_to_be_unused(const DsVerdict& ds, const LinkVerdict& verdict) {
  return verdict.zone_keys.complete || ds.state == DsState::not_zone_key || ds.state == DsState::revoked;
}

}  // namespace

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
  // A DS that is planned is in no cache, and has none.
  if (!anchored && verdict.ds_ttl > 0)
    finding.evidence.push_back({"ds_ttl", static_cast<std::int64_t>(verdict.ds_ttl)});
  return finding;
}

std::vector<Finding> link_notes(const LinkVerdict& verdict, const dns::Name& zone, bool anchored) {
  std::vector<Finding> notes;
  if (!verdict.secure() || anchored) return notes;
  auto note = [&](FindingKind kind, std::optional<std::uint16_t> code, const char* type, std::string text,
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
  if (!verdict.unreadable.empty()) {
    Tags tags;
    for (auto tag : verdict.unreadable) tags.push_back(std::to_string(tag));
    auto finding = tell("dnskey-unreadable", "", {{"keys", list_text(tags)}, {"zone", zone.text()}});
    finding.severity = Severity::note;
    finding.zone = zone;
    finding.rrset = zone.text() + " DNSKEY";
    finding.fault = Fault::zone;
    notes.push_back(std::move(finding));
  }
  for (const auto& ds : verdict.ds) {
    if (!is_seen_to_be_unused(ds, verdict)) continue;
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

}  // namespace edig::diagnosis
