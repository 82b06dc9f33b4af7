#include "diagnosis/judgement/signing_state.h"

#include <algorithm>
#include <array>

#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using Stage = SigningState::Stage;

// What any server of a zone sends over UDP without it being cut or fragmented (RFC 9715 section 3.1).
constexpr std::size_t safe_octets = 1232;
constexpr std::uint8_t sha256 = 2;

bool has_record(const dns::Message& reply, const dns::Name& zone, std::uint16_t type) {
  return !dns::select(reply.answer, zone, type).empty();
}

// What is not in it is not there; of DNSSEC's records only where it could hold them.
bool tells(const dns::Message* reply) {
  return reply && reply->is_whole() &&
         (reply->rcode == dns::rcode::noerror || reply->rcode == dns::rcode::nxdomain);
}
bool lacks(const dns::Message& reply, const dns::Name& zone, std::uint16_t type) {
  return !has_record(reply, zone, type) && reply.could_carry_dnssec();
}

Stage stage(const dns::Name& zone, const Apex& apex) {
  if (!tells(apex.soa) || !tells(apex.keys) || !tells(apex.ds)) return Stage::unknown;
  if (!has_record(*apex.soa, zone, dns::type::soa)) return Stage::none;
  if (lacks(*apex.keys, zone, dns::type::dnskey)) return Stage::unsigned_;
  if (!has_record(*apex.keys, zone, dns::type::dnskey)) return Stage::unknown;
  if (lacks(*apex.ds, zone, dns::type::ds)) return Stage::signed_;
  return has_record(*apex.ds, zone, dns::type::ds) ? Stage::delegated : Stage::unknown;
}

// The last on the way that is another; null where none is known.
const Link* link_above(const dns::Name& zone, const Diagnosis& diagnosis) {
  const Link* above = nullptr;
  for (const auto& link : diagnosis.chain)
    if (link.zone != zone && zone.is_within(link.zone)) above = &link;
  return above;
}

std::optional<std::chrono::sys_seconds> first_end(const dns::Name& zone, const Diagnosis& diagnosis) {
  std::optional<std::chrono::sys_seconds> first;
  for (const auto& link : diagnosis.chain)
    for (const auto& signature : link.signatures)
      if (signature.good && signature.signer == zone)
        first = std::min(first.value_or(signature.expiration), signature.expiration);
  return first;
}

// What is no more than a remark of a zone as it is, and in the way of one that is to be signed.
bool stands_in_the_way(FindingKind kind) {
  return kind == "nsec3-iterations" || kind == "server-without-edns";
}

Finding warning(const dns::Name& zone, FindingKind kind, Fault fault, const Values& values) {
  auto finding = tell(kind, "", values);
  finding.severity = Severity::warning;
  finding.zone = zone;
  finding.fault = fault;
  return finding;
}

Finding parent_unsigned(const dns::Name& zone, const dns::Name& above) {
  return warning(above, "parent-unsigned", Fault::parent, {{"zone", zone.text()}, {"parent", above.text()}});
}

Finding ends_before_expire(const dns::Name& zone, const SigningState& state, std::chrono::sys_seconds now) {
  auto finding = warning(zone, "signatures-end-before-expire", Fault::zone,
                         {{"zone", zone.text()},
                          {"span", span(*state.signatures_end - now)},
                          {"expire", span(std::chrono::seconds(state.expire))}});
  finding.evidence = {{"expires", *state.signatures_end}, {"soa_expire", std::int64_t{state.expire}}};
  return finding;
}

Finding keys_need_tcp(const Finding& without_tcp, const SigningState& state) {
  auto finding = warning(without_tcp.zone, "keys-need-tcp", Fault::zone,
                         {{"server", without_tcp.server}, {"octets", state.dnskey_octets}});
  finding.server = without_tcp.server;
  finding.evidence = {{"octets", static_cast<std::int64_t>(state.dnskey_octets)}};
  return finding;
}

// Of a zone whose signatures are to be believed, or are already.
void add_of_signed(const dns::Name& zone, const Diagnosis& diagnosis, const SigningState& state,
                   std::vector<Finding>& findings) {
  if (state.stage != Stage::signed_ && state.stage != Stage::delegated) return;
  auto now = diagnosis.validated_at;
  bool early = state.signatures_end && *state.signatures_end - now < std::chrono::seconds(state.expire);
  if (early) findings.push_back(ends_before_expire(zone, state, now));
  if (state.dnskey_octets <= safe_octets) return;
  for (const auto& finding : diagnosis.findings)
    if (finding.kind == "server-without-tcp" && finding.zone == zone)
      findings.push_back(keys_need_tcp(finding, state));
}

}  // namespace

std::string_view name(Stage stage) {
  constexpr std::array<std::string_view, 5> names = {"unknown", "none", "unsigned", "signed", "delegated"};
  return names[static_cast<std::size_t>(stage)];
}

SigningState signing_state(const dns::Name& zone, const Apex& apex) {
  SigningState state{.stage = stage(zone, apex)};
  if (state.stage < Stage::unsigned_) return state;
  auto soa = dns::select(apex.soa->answer, zone, dns::type::soa);
  auto times = dns::read_soa_times(*soa.front());
  state.soa_ttl = soa.front()->ttl;
  state.expire = times ? times->expire : 0;
  state.negative_ttl = times ? std::min(times->minimum, state.soa_ttl) : 0;
  for (const auto* record : dns::select(apex.keys->answer, zone, dns::type::dnskey)) {
    state.dnskey_octets = apex.keys->size;
    state.dnskey_ttl = record->ttl;
    if (auto key = dns::read_dnskey(*record)) state.algorithms.set(key->algorithm);
  }
  return state;
}

std::vector<std::string> future_ds(const dns::Name& zone, const Apex& apex) {
  std::vector<std::string> all, entry_points;
  if (!apex.keys) return all;
  for (const auto* record : dns::select(apex.keys->answer, zone, dns::type::dnskey)) {
    auto key = dns::read_dnskey(*record);
    auto ds = key && key->zone_key() && !key->revoked() ? dns::make_ds(*record, sha256) : std::nullopt;
    if (!ds) continue;
    all.push_back(ds->rdata());
    if (key->secure_entry_point()) entry_points.push_back(ds->rdata());
  }
  return entry_points.empty() ? all : entry_points;
}

std::vector<Finding> signing_findings(const dns::Name& zone, const Diagnosis& diagnosis,
                                      SigningState& state) {
  const auto* above = link_above(zone, diagnosis);
  state.parent = above ? above->status : Status::indeterminate;
  state.signatures_end = first_end(zone, diagnosis);
  std::vector<Finding> findings;
  for (const auto& finding : diagnosis.findings) {
    if (finding.fault == Fault::resolver || finding.fault == Fault::client) continue;
    findings.push_back(finding);
    if (stands_in_the_way(finding.kind)) findings.back().severity = Severity::warning;
  }
  bool reached = state.stage >= Stage::unsigned_;
  if (reached && state.parent == Status::insecure) findings.push_back(parent_unsigned(zone, above->zone));
  add_of_signed(zone, diagnosis, state, findings);
  auto rank = [](const Finding& finding) { return std::pair(!to_mend(finding), finding.severity); };
  std::ranges::stable_sort(findings, {}, rank);
  return findings;
}

bool to_mend(const Finding& finding) {
  return finding.severity != Severity::note &&
         (finding.fault == Fault::zone || finding.fault == Fault::parent);
}

bool leaves_open(const Finding& finding) {
  if (finding.kind == "servers-out-of-reach" || finding.kind == "bound-reached") return true;
  return finding.severity != Severity::note && !to_mend(finding);
}

}  // namespace edig::diagnosis
