// Judges what each server of the parent says of a zone's DS RRset.
#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/siblings.h"
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

std::optional<Finding> without_ds(const dns::Message& message, const dns::Name& zone, const ZoneTrust& above,
                                  const Context& context) {
  DenialQuestion question{.what = Denies::ds, .name = zone, .type = dns::type::ds};
  auto denial = judge_denial(question, message, above.keys, context.now, *context.budget);
  if (denial.unknown()) return std::nullopt;
  if (!denial.proven() && !denial.counts_as_unsigned())
    return denial_finding(denial, question, above.zone, Fault::parent, context.now);
  return Finding{
      .kind = "ds-at-some-servers",
      .info_code = {},
      .zone = above.zone,
      .rrset = zone.text() + " DS",
      .server = {},
      .fault = Fault::parent,
      .text = fmt::format("there is no DS for {}: who asks there takes the zone for unsigned", zone.text()),
      .remedy = {},
      .evidence = {}};
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

}  // namespace

std::vector<Finding> judge_parents(const ZoneHealth& health, const ZoneTrust& trust, const ZoneTrust& above,
                                   const Context& context) {
  std::vector<Finding> findings;
  auto keys = keys_of(health);
  if (!keys || trust.anchored || trust.planned || !above.has_keys()) return findings;
  for (const auto& [address, message] : health.parents) {
    auto fault = judge_parent(*message, health.zone, *keys, above, context);
    if (!fault) continue;
    fault->severity = Severity::warning;
    fault->zone = health.parent;
    fault->fault = Fault::parent;
    fault->server = address;
    fault->text =
        fmt::format("at one of the servers of {} ({}), {}", health.parent.text(), address, fault->text);
    fault->remedy = "bring this server of the parent up to date: check its zone transfers";
    findings.push_back(std::move(*fault));
  }
  // Where none of them leads to the keys, it is not the servers.
  if (findings.size() == health.parents.size()) findings.clear();
  return findings;
}

}  // namespace edig::diagnosis
