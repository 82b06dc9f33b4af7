#include "diagnosis/judgement/descent.h"

#include <algorithm>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

const dns::Name* soa_owner(const dns::Message& message) {
  for (const auto& record : message.authority)
    if (record.type == dns::type::soa) return &record.owner;
  return nullptr;
}

// The keys as an RRset: what the DS say of them counts before their signatures.
Link::Set key_set(const dns::Name& zone, const LinkVerdict& verdict, std::uint32_t ttl) {
  using State = Link::Set::State;
  auto set = set_of(verdict.signatures);
  set.text = question_text({zone, dns::type::dnskey, dns::cls::in});
  set.ttl = ttl;
  bool signed_ = verdict.secure() || verdict.state == LinkState::bad_signature;
  if (verdict.state == LinkState::no_signature)
    set.state = State::unsigned_;
  else if (verdict.state == LinkState::no_dnskey)
    set.state = State::missing;
  else if (verdict.unknown() || verdict.counts_as_unsigned())
    set.state = State::unchecked;
  else if (!signed_)
    set.state = State::unlinked;
  return set;
}

Link link_of(const ZoneTrust& trust, const LinkVerdict* verdict = nullptr, std::uint32_t ttl = 0) {
  Link link{.zone = trust.zone, .status = trust.broken ? Status::bogus : trust.status, .ds = {}, .keys = {}};
  if (!verdict) return link;
  link.signatures = signatures_of(verdict->signatures);
  link.sets = {key_set(trust.zone, *verdict, ttl)};
  for (const auto& ds : verdict->ds)
    link.ds.push_back({ds.ds.key_tag, ds.ds.algorithm, ds.ds.digest_type, ds.state == DsState::matches});
  const auto* good = verdict->secure() ? verdict->signatures.signature() : nullptr;
  for (const auto& key : verdict->keys)
    link.keys.push_back({key.key_tag, key.algorithm, key.flags, key.secure_entry_point(),
                         good && good->rrsig.key_tag == key.key_tag, dns::key_bits(key)});
  return link;
}

// A cache counts TTLs down; the signature has the one that others have to wait for (RFC 4034 section 3.1.4).
std::vector<dns::Record> with_signed_ttl(std::vector<dns::Record> records, const RRsetVerdict& verdict) {
  const auto* good = verdict.signature();
  for (auto& record : records)
    if (good) record.ttl = std::max(record.ttl, good->rrsig.original_ttl);
  return records;
}

// Labels from which on a name is deep, and how many of its labels are then asked about in any case.
constexpr std::size_t deep = 7, always_asked = 4;

bool is_deep(const dns::Name& name) { return name.label_count() > deep; }

// DS are planned, and there is nobody to ask for the keys.
Finding no_planned_servers(const dns::Name& zone) {
  auto finding = tell("no-reachable-authority", "undelegated", {{"zone", zone.text()}});
  finding.info_code = 22;
  finding.zone = zone;
  finding.fault = Fault::client;
  return finding;
}

}  // namespace

dns::Name home_of(const dns::Question& question) {
  return question.type == dns::type::ds ? question.name.parent() : question.name;
}

Evidence Descent::evidence(const dns::Question& question) {
  auto found = source_.get(question);
  if (!found) walk().miss(question, found.failure);
  return found;
}

// Which of a name's labels are zones shows in the replies. Of a deep name, in the reverse tree of IPv6 as a
// rule, few labels are: see want_rest. What lies above the closest trust anchor is not needed.
void Descent::want(const std::vector<dns::Question>& questions) {
  std::vector<dns::Question> wanted = questions;
  auto want = [&](const dns::Name& name, std::uint16_t type) {
    dns::Question item{name, type, dns::cls::in};
    if (std::ranges::find(wanted, item) == wanted.end()) wanted.push_back(item);
  };
  for (const auto& question : questions) {
    auto home = home_of(question);
    auto name = is_deep(home) ? home.suffix(always_asked) : home;
    for (; anchored(name); name = name.parent()) {
      want(name, dns::type::dnskey);
      want(name, dns::type::ns);
      if (!anchors_.at(name).empty()) break;
      want(name, dns::type::ds);
    }
  }
  source_.want(wanted);
}

// Of the labels of a deep name that were left out: which zone each lies in is in the reply about its DS.
void Descent::want_rest(const dns::Name& home) {
  std::vector<dns::Question> wanted;
  for (auto name = home; name.label_count() > always_asked; name = name.parent())
    wanted.push_back({name, dns::type::ds, dns::cls::in});
  source_.want(wanted);
  for (const auto& question : wanted)
    if (auto reply = source_.get(question))
      if (const auto* owner = soa_owner(*reply.message)) seen_zones_.insert(*owner);
}

Descent::Cut Descent::cut_at(const dns::Name& name) {
  if (source_.delegated(name) || seen_zones_.contains(name)) return Cut::yes;
  if (is_deep(name)) return Cut::no;
  auto cut = Cut::unknown;
  for (auto type : {dns::type::dnskey, dns::type::ns}) {
    auto found = source_.get({name, type, dns::cls::in});
    if (!found) continue;
    if (!dns::select(found.message->answer, name, type).empty()) return Cut::yes;
    const auto* owner = soa_owner(*found.message);
    if (owner && *owner == name) return Cut::yes;
    cut = Cut::no;
  }
  return cut;
}

ZoneTrust Descent::insecure(const dns::Name& zone) {
  ZoneTrust trust{.zone = zone, .status = Status::insecure, .keys = {zone, {}}, .anchors = {}};
  walk().chain.push_back(link_of(trust));
  return trust;
}

// A zone below a broken link, without keys that could be judged.
ZoneTrust Descent::cut_off(const dns::Name& zone) {
  ZoneTrust trust{.zone = zone, .status = Status::bogus, .broken = true, .keys = {zone, {}}, .anchors = {}};
  walk().chain.push_back(link_of(trust));
  return trust;
}

ZoneTrust Descent::without_ds(const dns::Name& zone, const ZoneTrust& above) {
  return above.broken ? cut_off(zone) : insecure(zone);
}

// A zone that nothing is known to lead to.
ZoneTrust Descent::not_known(const dns::Name& zone) {
  return {.zone = zone, .keys = {zone, {}}, .anchors = {}};
}

// Judges the keys of `zone` against what leads to them.
ZoneTrust Descent::enter(const dns::Name& zone, const std::vector<dns::Record>& anchors, bool anchored,
                         bool broken) {
  ZoneTrust trust{
      .zone = zone, .broken = broken, .keys = {zone, {}}, .anchors = anchors, .anchored = anchored};
  dns::Question question{zone, dns::type::dnskey, dns::cls::in};
  auto keys = evidence(question);
  if (!keys) {
    walk().chain.push_back(link_of(trust));
    return trust;
  }
  auto sets = rrsets(*keys.message, Section::answer);
  const auto* published = find(sets, zone, dns::type::dnskey);
  auto verdict = judge_link(zone, anchors, published, context_.now, *context_.budget);
  if (verdict.unknown()) {
    walk().chain.push_back(link_of(trust));
    walk().expect_dnssec(question, *keys.message);
    return trust;
  }
  trust.status = verdict.secure() ? Status::secure : Status::bogus;
  trust.keys = verdict.zone_keys;
  if (verdict.counts_as_unsigned()) trust.status = Status::insecure;
  if (!verdict.secure()) {
    auto finding = link_finding(verdict, zone, anchored, context_.now);
    bool of_the_plan = is_planned(zone) && context_.planned->ds && finding.kind == "ds-matches-no-key";
    if (of_the_plan) finding.remedy = word("remedy-plan-ds");
    walk().add(std::move(finding));
    trust.broken |= trust.status == Status::bogus;
  }
  for (auto& note : link_notes(verdict, zone, anchored)) walk().add(std::move(note));
  if (auto soon = expiry_warning(verdict.signatures, zone, context_.now)) walk().add(std::move(*soon));
  walk().chain.push_back(link_of(trust, &verdict, published ? published->records[0].ttl : 0));
  return trust;
}

// Trust begins at the closest anchor (RFC 4035 section 5.1); what lies above is not asked about.
const ZoneTrust& Descent::trust_of(const dns::Name& name) {
  auto& trusts = state_.trusts;
  if (auto known = trusts.find(name); known != trusts.end()) return known->second;
  if (!anchored(name)) return trusts[name] = not_known(name);
  bool planned_ds = is_planned(name) && context_.planned->ds;
  if (auto anchors = anchors_.at(name); !anchors.empty() && !planned_ds) {
    auto trust = enter(name, anchors, true, false);
    return trusts[name] = std::move(trust);
  }
  const auto above = trust_of(name.parent());
  auto trust = step(name, above);
  return trusts[name] = std::move(trust);
}

// From the zone that `name`'s parent lives in to the one that `name` lives in.
ZoneTrust Descent::step(const dns::Name& name, const ZoneTrust& above) {
  if (is_planned(name) && context_.planned->ds) return step_planned(name, above);
  if (!above.has_keys()) return step_unsigned(name, above);
  if (is_absent(name)) return above;
  if (denied_on_the_way(name, above)) return insecure(name);
  auto ds = evidence({name, dns::type::ds, dns::cls::in});
  if (!ds) {
    if (above.broken) return above;  // nothing below a broken link is better than it
    bool no_zone = cut_at(name) == Cut::no && source_.get({name, dns::type::dnskey, dns::cls::in});
    return no_zone ? above : not_known(name);
  }
  auto sets = rrsets(*ds.message, Section::answer);
  if (const auto* set = find(sets, name, dns::type::ds)) return step_signed(name, above, *ds.message, *set);
  auto referral = rrsets(*ds.message, Section::authority);
  if (const auto* set = find(referral, name, dns::type::ds))
    return step_signed(name, above, *ds.message, *set);
  // No zone has a CNAME at its apex; where one is planned, the delegation takes the CNAME's place.
  if (find(sets, name, dns::type::cname)) return is_planned(name) ? without_ds(name, above) : above;
  return step_denied(name, above, *ds.message);
}

// The DS are given, whatever the parent has, and so is trust in them.
ZoneTrust Descent::step_planned(const dns::Name& zone, const ZoneTrust& above) {
  if (cut_at(zone) == Cut::no) {
    walk().add(no_planned_servers(zone));
    return not_known(zone);
  }
  const auto& ds = *context_.planned->ds;
  auto trust = ds.empty() ? without_ds(zone, above) : enter(zone, ds, false, above.broken);
  trust.planned = true;
  return trust;
}

ZoneTrust Descent::step_unsigned(const dns::Name& name, const ZoneTrust& above) {
  if (cut_at(name) != Cut::yes) return above;
  if (above.status == Status::insecure) return insecure(name);
  auto below = not_known(name);  // what leads to the zone above does not lead to this one
  below.status = above.status;
  below.broken = above.broken;
  return below;
}

// A name that does not exist has none below it (RFC 8020), but for what is planned there.
bool Descent::is_absent(const dns::Name& name) const {
  const auto* planned = context_.planned;
  bool of_the_plan = planned && name.is_within(planned->zone);
  return std::ranges::any_of(absent_, [&](const dns::Name& gone) {
    return name.is_within(gone) && !(of_the_plan && planned->zone.is_within(gone));
  });
}

bool Descent::denied_on_the_way(const dns::Name& name, const ZoneTrust& above) const {
  DenialQuestion question{.what = Denies::ds, .name = name, .type = dns::type::ds};
  return !above.broken && std::ranges::any_of(on_the_way_, [&](const dns::Message* reply) {
    auto verdict = judge_denial(question, *reply, above.keys, context_.now, *context_.budget);
    return (verdict.proven() && verdict.delegation) || verdict.state == DenialState::opt_out;
  });
}

ZoneTrust Descent::step_signed(const dns::Name& name, const ZoneTrust& above, const dns::Message& message,
                               const RRset& ds) {
  auto verdict = judge(ds, above.keys, context_.now, *context_.budget);
  bool broken = above.broken;
  if (verdict.unknown()) {
    walk().expect_dnssec({name, dns::type::ds, dns::cls::in}, message);
    return not_known(name);
  }
  if (!verdict.secure()) {
    walk().add(rrset_finding(verdict, above.zone, Fault::parent, context_.now));
    broken = true;
  } else if (auto soon = expiry_warning(verdict, above.zone, context_.now)) {
    walk().add(std::move(*soon));
  }
  auto trust = enter(name, with_signed_ttl(ds.records, verdict), false, broken);
  walk().look_at(name, verdict);
  return trust;
}

ZoneTrust Descent::step_denied(const dns::Name& name, const ZoneTrust& above, const dns::Message& message) {
  DenialQuestion question{.what = Denies::ds, .name = name, .type = dns::type::ds};
  auto verdict = judge_denial(question, message, above.keys, context_.now, *context_.budget);
  if (verdict.proven()) {
    if (verdict.no_such_name) absent_.insert(name);
    if (!verdict.delegation && !is_planned(name))
      return source_.delegated(name) ? denies_cut(name, above) : above;
    for (const auto& record : verdict.records) walk().look_at(above.zone, record);
    return without_ds(name, above);
  }
  if (verdict.unknown()) {
    walk().expect_dnssec({name, dns::type::ds, dns::cls::in}, message);
    return not_known(name);
  }
  auto cut = cut_at(name);
  if (cut == Cut::no) return above;
  if (verdict.counts_as_unsigned()) {
    if (auto note = iterations_note(verdict, above.zone); note && verdict.state == DenialState::iterations)
      walk().add(std::move(*note));
    return without_ds(name, above);
  }
  auto fault = cut == Cut::yes ? Fault::parent : Fault::zone;
  walk().add(denial_finding(verdict, question, above.zone, fault, context_.now));
  auto trust = cut_off(name);
  if (verdict.bad) walk().look_at(name, *verdict.bad);
  return trust;
}

// The parent delegates the name, and its proof speaks of none (RFC 6840 section 4.4).
ZoneTrust Descent::denies_cut(const dns::Name& name, const ZoneTrust& above) {
  auto finding = tell("delegation-denied", "", {{"name", name.text()}, {"zone", above.zone.text()}});
  finding.info_code = 12;
  finding.zone = above.zone;
  finding.rrset = name.text() + " DS";
  finding.fault = Fault::parent;
  walk().add(std::move(finding));
  return cut_off(name);
}

ZoneTrust Descent::to(const dns::Name& name) {
  if (is_deep(name)) want_rest(name);
  for (std::size_t labels = 0; labels <= name.label_count(); ++labels)
    if (auto at = name.suffix(labels); anchored(at)) walk().visit(trust_of(at));
  return trust_of(name);
}

}  // namespace edig::diagnosis
