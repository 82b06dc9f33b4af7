// Judges what each server of the parent says of a zone's DS RRset.
#include <algorithm>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/siblings.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// The zone's keys, from any of its servers.
std::optional<RRset> keys_of(const ZoneHealth& health) {
  for (const auto& server : health.servers) {
    if (!server.keys) continue;
    auto sets = rrsets(*server.keys, Section::answer);
    if (const auto* keys = find(sets, health.zone, dns::type::dnskey)) return *keys;
  }
  return std::nullopt;
}

DenialVerdict judge_no_ds(const dns::Message& message, const dns::Name& zone, const ZoneTrust& above,
                          const Context& context) {
  return judge_denial({.what = Denies::ds, .name = zone, .type = dns::type::ds}, message, above.keys,
                      context.now, *context.budget);
}

// What fails for those who get no DS from this server, and no proof that there is none.
std::optional<Finding> without_proof(const dns::Message& message, const dns::Name& zone,
                                     const ZoneTrust& above, const Context& context) {
  auto denial = judge_no_ds(message, zone, above, context);
  if (denial.unknown() || denial.proven() || denial.counts_as_unsigned()) return std::nullopt;
  return denial_finding(denial, {.what = Denies::ds, .name = zone, .type = dns::type::ds}, above.zone,
                        Fault::parent, context.now);
}

std::optional<Finding> without_ds(const dns::Message& message, const dns::Name& zone, const ZoneTrust& above,
                                  const Context& context) {
  if (judge_no_ds(message, zone, above, context).unknown()) return std::nullopt;
  if (auto unproven = without_proof(message, zone, above, context)) return unproven;
  auto finding = tell("ds-at-some-servers", "", {{"zone", zone.text()}});
  finding.zone = above.zone;
  finding.rrset = zone.text() + " DS";
  finding.fault = Fault::parent;
  return finding;
}

// What fails for those who get the DS RRset of this server.
std::optional<Finding> judge_parent(const dns::Message& message, const dns::Name& zone, const RRset& keys,
                                    const ZoneTrust& above, const Context& context) {
  auto sets = rrsets(message, Section::answer);
  const auto* ds = find(sets, zone, dns::type::ds);
  if (!ds) return without_ds(message, zone, above, context);
  auto signatures = judge(*ds, above.keys, context.now, *context.budget);
  if (signatures.unknown()) return std::nullopt;
  if (!signatures.secure()) return rrset_finding(signatures, above.zone, Fault::parent, context.now);
  auto link = judge_link(zone, ds->records, &keys, context.now, *context.budget);
  if (link.secure() || link.counts_as_unsigned() || link.unknown()) return std::nullopt;
  auto finding = link_finding(link, zone, false, context.now);
  finding.rrset = zone.text() + " DS";
  return finding;
}

// A DS RRset in this section of the reply that is signed by the parent.
bool has_ds(const dns::Message& message, Section section, const dns::Name& zone, const ZoneTrust& above,
            const Context& context) {
  auto sets = rrsets(message, section);
  const auto* ds = find(sets, zone, dns::type::ds);
  return ds && judge(*ds, above.keys, context.now, *context.budget).secure();
}

// The referral and the answer to the question for the DS, both signed, say the contrary.
std::optional<Finding> contradiction(const ParentState& parent, const dns::Name& zone, const ZoneTrust& above,
                                     const Context& context) {
  if (!parent.referral) return std::nullopt;
  bool referred = has_ds(*parent.referral, Section::authority, zone, above, context);
  bool given = has_ds(*parent.ds, Section::answer, zone, above, context);
  if (referred == given) return std::nullopt;
  const auto& denying = referred ? *parent.ds : *parent.referral;
  if (!judge_no_ds(denying, zone, above, context).proven()) return std::nullopt;
  auto finding = tell("ds-contradicts-referral", referred ? "" : "denied-in-referral",
                      {{"server", parent.address}, {"parent", above.zone.text()}, {"zone", zone.text()}});
  finding.severity = Severity::warning;
  finding.zone = above.zone;
  finding.rrset = zone.text() + " DS";
  finding.server = parent.address;
  finding.fault = Fault::parent;
  return finding;
}

// What fails for those who ask this server about an unsigned zone.
std::optional<Finding> judge_unsigned(const dns::Message& message, const dns::Name& zone,
                                      const ZoneTrust& above, const Context& context) {
  auto sets = rrsets(message, Section::answer);
  if (find(sets, zone, dns::type::ds)) return std::nullopt;
  return without_proof(message, zone, above, context);
}

}  // namespace

std::vector<Finding> judge_parents(const ZoneHealth& health, const ZoneTrust& trust, const ZoneTrust& above,
                                   const Context& context) {
  std::vector<Finding> findings;
  auto keys = keys_of(health);
  bool unsigned_zone = trust.status == Status::insecure;
  if ((!keys && !unsigned_zone) || trust.anchored || trust.planned || !above.has_keys()) return findings;
  for (const auto& parent : health.parents) {
    auto fault = unsigned_zone ? judge_unsigned(*parent.ds, health.zone, above, context)
                               : judge_parent(*parent.ds, health.zone, *keys, above, context);
    if (!fault) continue;
    fault->severity = Severity::warning;
    fault->zone = health.parent;
    fault->fault = Fault::parent;
    fault->server = parent.address;
    fault->text =
        word("at-a-server-of-the-parent",
             {{"parent", health.parent.text()}, {"address", parent.address}, {"what", fault->text}});
    fault->remedy = word("remedy-update-parents-server");
    findings.push_back(std::move(*fault));
  }
  // Where none of them leads to the keys, it is not the servers.
  if (findings.size() == health.parents.size()) findings.clear();
  return findings;
}

std::optional<Finding> contradicting_parent(const ZoneHealth& health, const ZoneTrust& above,
                                            const Context& context) {
  if (!above.has_keys()) return std::nullopt;
  for (const auto& parent : health.parents)
    if (auto found = contradiction(parent, health.zone, above, context)) return found;
  return std::nullopt;
}

}  // namespace edig::diagnosis
