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

std::string ds_tag(const DsVerdict& verdict) {
  const auto& ds = verdict.ds;
  return verdict.is_key_anchor ? fmt::format("{}/{}", ds.key_tag, ds.algorithm)
                               : fmt::format("{}/{}/{}", ds.key_tag, ds.algorithm, ds.digest_type);
}

Tags ds_tags(const LinkVerdict& verdict) {
  Tags tags;
  for (const auto& ds : verdict.ds) tags.push_back(ds_tag(ds));
  return tags;
}

Tags key_tags(const LinkVerdict& verdict) {
  Tags tags;
  for (const auto& key : verdict.keys)
    tags.push_back(fmt::format("{}/{} ({})", key.key_tag, key.algorithm, key.flags));
  return tags;
}

// Why one DS fits nothing.
Wording why_not(const DsVerdict& verdict, const dns::Name& zone) {
  const auto& ds = verdict.ds;
  Values values{{"zone", zone.text()},
                {"tag", ds.key_tag},
                {"key", verdict.key ? algorithm_text(verdict.key->algorithm) : std::string()},
                {"ds", algorithm_text(ds.algorithm)},
                {"digest", digest_text(ds.digest_type)},
                {"flags", verdict.key ? verdict.key->flags : 0}};
  switch (verdict.state) {
    case DsState::no_such_tag:
      return word("ds-no-key", values);
    case DsState::wrong_algorithm:
      return word("ds-algorithm", values);
    case DsState::wrong_digest:
      return word("ds-digest", values);
    case DsState::unreadable:
      return word("ds-key-unreadable", values);
    case DsState::not_zone_key:
      return word("ds-key-flag", values);
    case DsState::revoked:
      return word("ds-key-revoked", values);
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

Wording name_of_link(bool anchored) { return word(anchored ? Word("trust-anchor") : "ds"); }

Finding mismatch(const LinkVerdict& verdict, const dns::Name& zone, bool anchored) {
  FindingKind kind = verdict.state == LinkState::revoked ? "ds-key-revoked"
                     : anchored                          ? FindingKind("anchor-matches-no-key")
                                                         : "ds-matches-no-key";
  const auto* first = first_failing(verdict);
  auto finding = tell(kind, verdict.ds.size() == 1 ? "" : "several",
                      {{"what", name_of_link(anchored)},
                       {"count", verdict.ds.size()},
                       {"ds", list(ds_tags(verdict))},
                       {"why", first ? why_not(*first, zone) : Wording()}});
  finding.info_code = 9;
  return finding;
}

Finding unsupported(const LinkVerdict& verdict, const dns::Name& zone) {
  bool elsewhere = false;
  bool algorithm = verdict.state == LinkState::unsupported_algorithm;
  Tags names;
  for (const auto& ds : verdict.ds) {
    auto text = ds.state == DsState::unsupported_digest ? digest_text(ds.ds.digest_type)
                                                        : algorithm_text(ds.ds.algorithm);
    if (std::ranges::find(names, text) == names.end()) names.push_back(text);
    elsewhere |= is_for_others(ds.ds.algorithm, ds.ds.digest_type);
  }
  auto finding = tell(algorithm ? FindingKind("unsupported-algorithm") : "unsupported-digest",
                      elsewhere ? "elsewhere" : "", {{"zone", zone.text()}, {"names", list(names)}});
  finding.severity = Severity::warning;
  finding.info_code = algorithm ? 1 : 2;
  // Nothing is wrong with the zone then: it is edig that cannot tell.
  if (elsewhere) finding.severity = Severity::note, finding.fault = Fault::none, finding.remedy = {};
  return finding;
}

Finding with_code(Finding finding, std::uint16_t code) {
  finding.info_code = code;
  return finding;
}

// The finding's words and code.
Finding tell_link(const LinkVerdict& verdict, const dns::Name& zone, bool anchored) {
  auto what = name_of_link(anchored);
  switch (verdict.state) {
    case LinkState::unsupported_algorithm:
    case LinkState::unsupported_digest:
      return unsupported(verdict, zone);
    case LinkState::no_signature:
      return with_code(
          tell("rrsigs-missing", verdict.signatures.signatures.empty() ? "keys" : "keys-by-others",
               {{"rrset", zone.text() + " DNSKEY"}, {"what", what}}),
          10);
    case LinkState::no_dnskey:
      return with_code(tell("dnskey-missing", "", {{"what", what}, {"zone", zone.text()}}), 9);
    case LinkState::flag_lost: {
      const auto& key = *verdict.flagless;
      return with_code(
          tell("no-zone-key-bit", "lost",
               {{"key", key_text(key.key_tag, key.algorithm)}, {"zone", zone.text()}, {"flags", key.flags}}),
          11);
    }
    case LinkState::not_zone_key:
      return with_code(tell("no-zone-key-bit", "anchored",
                            {{"what", what}, {"why", why_not(*first_failing(verdict), zone)}}),
                       11);
    default:
      return mismatch(verdict, zone, anchored);
  }
}

// Where keys were left out, one of those may be the one that a DS is for.
bool is_seen_to_be_unused(const DsVerdict& ds, const LinkVerdict& verdict) {
  return verdict.zone_keys.complete || ds.state == DsState::not_zone_key || ds.state == DsState::revoked;
}

}  // namespace

Finding link_finding(const LinkVerdict& verdict, const dns::Name& zone, bool anchored, sys_seconds now) {
  if (verdict.state == LinkState::bad_signature)
    return rrset_finding(verdict.signatures, zone, Fault::zone, now);
  auto finding = tell_link(verdict, zone, anchored);
  finding.zone = zone;
  finding.rrset = zone.text() + " DNSKEY";
  if (anchored) finding.remedy = word("remedy-check-anchor");
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
  auto note = [&](FindingKind kind, std::optional<std::uint16_t> code, const char* type,
                  const Values& values) {
    auto finding = tell(kind, "", values);
    finding.info_code = code;
    finding.severity = Severity::note;
    finding.zone = zone;
    finding.rrset = zone.text() + type;
    notes.push_back(std::move(finding));
  };
  if (!verdict.unreadable.empty()) {
    Tags tags;
    for (auto tag : verdict.unreadable) tags.push_back(std::to_string(tag));
    note("dnskey-unreadable", {}, " DNSKEY", {{"keys", list(tags)}, {"zone", zone.text()}});
  }
  for (const auto& ds : verdict.ds) {
    if (!is_seen_to_be_unused(ds, verdict)) continue;
    auto why = why_not(ds, zone);
    // A DS whose key is not there yet is how a key roll-over begins (RFC 6781 section 4.1.2).
    if (why.empty() || ds.state == DsState::no_such_tag) continue;
    note("ds-unused", {}, " DS", {{"ds", ds_tag(ds)}, {"why", why}});
  }
  const auto* signature = verdict.signatures.signature();
  if (signature && algorithm_support(signature->rrsig.algorithm) == Support::fading)
    note("fading-algorithm", 1, " DNSKEY",
         {{"zone", zone.text()}, {"algorithm", algorithm_text(signature->rrsig.algorithm)}});
  bool only_sha1 = std::ranges::none_of(verdict.ds, [](const DsVerdict& ds) {
    return ds.state == DsState::matches && digest_support(ds.ds.digest_type) == Support::yes;
  });
  if (only_sha1) note("fading-digest", 2, " DS", {{"zone", zone.text()}});
  return notes;
}

}  // namespace edig::diagnosis
