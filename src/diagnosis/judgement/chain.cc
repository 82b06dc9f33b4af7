#include "diagnosis/judgement/chain.h"

#include <algorithm>

#include "diagnosis/judgement/findings.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// The zone whose side of a cut answers (RFC 4035 section 3.1.4.1: DS is the parent's).
dns::Name home_of(const dns::Question& question) {
  return question.type == dns::type::ds ? question.name.parent() : question.name;
}

std::string word(Status status) {
  std::string text(name(status));
  std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  return text;
}

// From the best to the worst, for a chain of aliases is as good as its worst part.
Status worse(Status a, Status b) {
  constexpr Status order[] = {Status::secure, Status::insecure, Status::indeterminate, Status::unresolvable,
                              Status::bogus};
  auto rank = [&](Status status) { return std::ranges::find(order, status) - std::begin(order); };
  return rank(a) < rank(b) ? b : a;
}

const dns::Name* soa_owner(const dns::Message& message) {
  for (const auto& record : message.authority)
    if (record.type == dns::type::soa) return &record.owner;
  return nullptr;
}

std::vector<Link::Signature> signatures_of(const RRsetVerdict& verdict) {
  std::vector<Link::Signature> signatures;
  for (const auto& one : verdict.signatures)
    signatures.push_back({verdict.text, one.rrsig.signer, one.rrsig.key_tag, one.rrsig.algorithm,
                          one.inception, one.expiration, one.state == SignatureState::valid});
  return signatures;
}

Link link_of(const ZoneTrust& trust, const LinkVerdict* verdict) {
  Link link{.zone = trust.zone, .status = trust.broken ? Status::bogus : trust.status, .ds = {}, .keys = {}};
  if (!verdict) return link;
  link.signatures = signatures_of(verdict->signatures);
  for (const auto& ds : verdict->ds)
    link.ds.push_back({ds.ds.key_tag, ds.ds.algorithm, ds.ds.digest_type, ds.state == DsState::matches});
  const auto* good = verdict->secure() ? verdict->signatures.signature() : nullptr;
  for (const auto& key : verdict->keys)
    link.keys.push_back({key.key_tag, key.algorithm, key.flags, key.secure_entry_point(),
                         good && good->rrsig.key_tag == key.key_tag});
  return link;
}

// Labels from which on a name is deep, and how many of its labels are then asked about in any case.
constexpr std::size_t deep = 7, always_asked = 4;
constexpr std::size_t max_signers = 3;  // that are tried

bool is_deep(const dns::Name& name) { return name.label_count() > deep; }

// The zones that sign what `message` says about the name, the longest first: as it says itself.
std::vector<dns::Name> signers_of(const dns::Message& message, const dns::Name& name) {
  std::vector<dns::Name> signers;
  for (const auto* section : {&message.answer, &message.authority})
    for (const auto& record : *section) {
      if (section == &message.answer && !name.is_within(record.owner)) continue;
      auto rrsig = dns::read_rrsig(record);
      if (rrsig && name.is_within(rrsig->signer) &&
          std::ranges::find(signers, rrsig->signer) == signers.end())
        signers.push_back(rrsig->signer);
    }
  std::ranges::sort(signers, std::ranges::greater{}, &dns::Name::label_count);
  if (signers.size() > max_signers) signers.resize(max_signers);
  return signers;
}

}  // namespace

bool Walk::faulty() const {
  return std::ranges::any_of(findings,
                             [](const Finding& finding) { return finding.severity == Severity::error; });
}

dns::Message Walk::proven() const {
  auto proven = *message;
  std::erase_if(proven.answer, [&](const dns::Record& record) {
    auto rrsig = dns::read_rrsig(record);
    return record.cls != dns::cls::in ||
           !covered.contains({record.owner, rrsig ? rrsig->covered : record.type});
  });
  return proven;
}

bool Walk::undelivered_at(const dns::Name& zone) const {
  return std::ranges::any_of(undelivered, [&](const auto& item) { return item.first.name.is_within(zone); });
}

Evidence Chain::evidence(const dns::Name& name, std::uint16_t type) {
  dns::Question question{name, type, dns::cls::in};
  auto found = source_.get(question);
  if (!found && std::ranges::find(walk_.undelivered, question, [](const auto& item) { return item.first; }) ==
                    walk_.undelivered.end())
    walk_.undelivered.emplace_back(question, found.failure);
  return found;
}

// Signatures or proofs were looked for in a reply that could hold none.
void Chain::not_carried(const dns::Question& question, const dns::Message& message) {
  if (!message.could_carry_dnssec()) walk_.undelivered.emplace_back(question, without_dnssec);
}

// Everything that the chain of a name may need, in one go: which of its labels are zones shows in the
// replies. Of a deep name, in the reverse tree of IPv6 as a rule, few labels are: see want_rest.
void Chain::want_chain(const std::vector<dns::Question>& questions) {
  std::vector<dns::Question> wanted = questions;
  auto want = [&](const dns::Name& name, std::uint16_t type) {
    dns::Question item{name, type, dns::cls::in};
    if (std::ranges::find(wanted, item) == wanted.end()) wanted.push_back(item);
  };
  for (const auto& question : questions) {
    auto home = home_of(question);
    auto shown = is_deep(home) ? home.suffix(always_asked) : home;
    for (auto name = shown;; name = name.parent()) {
      want(name, dns::type::dnskey);
      if (!name.is_root()) want(name, dns::type::ds);
      want(name, dns::type::ns);
      if (name.is_root()) break;
    }
  }
  source_.want(wanted);
}

// Of the labels of a deep name that were left out: which zone each lies in is in the reply about its DS.
void Chain::want_rest(const dns::Name& home) {
  std::vector<dns::Question> wanted;
  for (auto name = home; name.label_count() > always_asked; name = name.parent())
    wanted.push_back({name, dns::type::ds, dns::cls::in});
  source_.want(wanted);
  for (const auto& question : wanted)
    if (auto reply = source_.get(question))
      if (const auto* owner = soa_owner(*reply.message)) seen_zones_.insert(*owner);
}

void Chain::found(Finding finding) {
  // A zone's second fault of the same kind is the first one seen again.
  bool known = std::ranges::any_of(walk_.findings, [&](const Finding& other) {
    return other.zone == finding.zone && other.info_code == finding.info_code &&
           other.fault == finding.fault && (other.info_code || other.kind == finding.kind);
  });
  if (!known) walk_.findings.push_back(std::move(finding));
}

void Chain::looked_at(const dns::Name& zone, const RRsetVerdict& verdict) {
  auto link = std::ranges::find(walk_.chain, zone, &Link::zone);
  if (link == walk_.chain.end()) return;
  auto signatures = signatures_of(verdict);
  bool above = verdict.type == dns::type::ds && verdict.owner == zone;
  link->signatures.insert(above ? link->signatures.begin() : link->signatures.end(), signatures.begin(),
                          signatures.end());
}

void Chain::visited(const ZoneTrust& trust) {
  std::erase_if(walk_.zones, [&](const ZoneTrust& other) { return other.zone == trust.zone; });
  walk_.zones.push_back(trust);
}

bool Chain::is_cut(const dns::Name& name) {
  if (source_.delegated(name) || seen_zones_.contains(name)) return true;
  if (name.label_count() > deep) return false;
  for (auto type : {dns::type::dnskey, dns::type::ns}) {
    auto found = source_.get({name, type, dns::cls::in});
    if (!found) continue;
    if (!dns::select(found.message->answer, name, type).empty()) return true;
    const auto* owner = soa_owner(*found.message);
    if (owner && *owner == name) return true;
  }
  return false;
}

ZoneTrust Chain::insecure(const dns::Name& zone) {
  ZoneTrust trust{.zone = zone, .status = Status::insecure, .keys = {zone, {}}, .anchors = {}};
  walk_.chain.push_back(link_of(trust, nullptr));
  return trust;
}

// A zone below a broken link, without keys that could be judged.
ZoneTrust Chain::cut_off(const dns::Name& zone) {
  ZoneTrust trust{.zone = zone, .status = Status::bogus, .broken = true, .keys = {zone, {}}, .anchors = {}};
  walk_.chain.push_back(link_of(trust, nullptr));
  return trust;
}

// A zone that nothing is known to lead to.
ZoneTrust Chain::not_known(const dns::Name& zone) {
  return {.zone = zone, .keys = {zone, {}}, .anchors = {}};
}

// Judges the keys of `zone` against what leads to them.
ZoneTrust Chain::enter(const dns::Name& zone, const std::vector<dns::Record>& anchors, bool anchored,
                       bool broken) {
  ZoneTrust trust{
      .zone = zone, .broken = broken, .keys = {zone, {}}, .anchors = anchors, .anchored = anchored};
  auto keys = evidence(zone, dns::type::dnskey);
  if (!keys) {
    walk_.chain.push_back(link_of(trust, nullptr));
    return trust;
  }
  auto sets = rrsets(*keys.message, Section::answer);
  auto verdict =
      judge_link(zone, anchors, find(sets, zone, dns::type::dnskey), context_.now, *context_.budget);
  trust.status = verdict.secure() ? Status::secure : Status::bogus;
  if (verdict.unknown()) {
    walk_.chain.push_back(link_of(trust, nullptr));
    trust.status = Status::indeterminate;
    not_carried({zone, dns::type::dnskey, dns::cls::in}, *keys.message);
    return trust;
  }
  trust.keys = verdict.zone_keys;
  if (verdict.counts_as_unsigned()) trust.status = Status::insecure;
  if (!verdict.secure()) {
    found(link_finding(verdict, zone, anchored, context_.now));
    trust.broken |= trust.status == Status::bogus;
  }
  for (auto& note : link_notes(verdict, zone, anchored)) found(std::move(note));
  if (auto soon = expiry_warning(verdict.signatures, zone, context_.now)) found(std::move(*soon));
  walk_.chain.push_back(link_of(trust, &verdict));
  return trust;
}

ZoneTrust Chain::start_at(const dns::Name& name) {
  auto anchors = anchors_.at(name);
  if (!anchors.empty()) return enter(name, anchors, true, false);
  return ZoneTrust{.zone = name, .keys = {name, {}}, .anchors = {}};
}

const ZoneTrust& Chain::trust_of(const dns::Name& name) {
  if (auto known = trusts_.find(name); known != trusts_.end()) return known->second;
  if (name.is_root()) return trusts_[name] = start_at(name);
  auto above = trust_of(name.parent());
  // An island of trust below a zone that cannot be trusted (RFC 4035 section 5.1).
  bool own_anchor = !anchors_.at(name).empty() && above.status != Status::secure;
  return trusts_[name] = own_anchor ? start_at(name) : step(name, above);
}

// From the zone that `name`'s parent lives in to the one that `name` lives in.
ZoneTrust Chain::step(const dns::Name& name, const ZoneTrust& above) {
  if (!above.has_keys()) {
    if (!is_cut(name)) return above;
    if (above.status == Status::insecure) return insecure(name);
    auto below = above;
    below.zone = name;
    return below;
  }
  auto ds = evidence(name, dns::type::ds);
  if (!ds) {
    if (!is_cut(name) && source_.get({name, dns::type::dnskey, dns::cls::in})) return above;
    return not_known(name);
  }
  auto sets = rrsets(*ds.message, Section::answer);
  if (const auto* set = find(sets, name, dns::type::ds)) return step_signed(name, above, *ds.message, *set);
  if (find(sets, name, dns::type::cname)) return above;  // no zone has a CNAME at its apex
  return step_denied(name, above, *ds.message);
}

ZoneTrust Chain::step_signed(const dns::Name& name, const ZoneTrust& above, const dns::Message& message,
                             const RRset& ds) {
  auto verdict = judge(ds, above.keys, context_.now, *context_.budget);
  bool broken = above.broken;
  if (verdict.unknown()) {
    not_carried({name, dns::type::ds, dns::cls::in}, message);
    return not_known(name);
  }
  if (!verdict.secure()) {
    found(rrset_finding(verdict, above.zone, Fault::parent, context_.now));
    broken = true;
  } else if (auto soon = expiry_warning(verdict, above.zone, context_.now)) {
    found(std::move(*soon));
  }
  auto trust = enter(name, ds.records, false, broken);
  looked_at(name, verdict);
  return trust;
}

ZoneTrust Chain::step_denied(const dns::Name& name, const ZoneTrust& above, const dns::Message& message) {
  DenialQuestion question{.what = Denies::ds, .name = name, .type = dns::type::ds};
  auto verdict = judge_denial(question, message, above.keys, context_.now, *context_.budget);
  if (verdict.proven()) {
    if (!verdict.delegation) return above;
    return above.broken ? cut_off(name) : insecure(name);
  }
  if (verdict.unknown()) {
    not_carried({name, dns::type::ds, dns::cls::in}, message);
    return not_known(name);
  }
  if (!is_cut(name)) return above;
  if (verdict.counts_as_unsigned()) {
    if (auto note = iterations_note(verdict, above.zone); note && verdict.state == DenialState::iterations)
      found(std::move(*note));
    return above.broken ? cut_off(name) : insecure(name);
  }
  found(denial_finding(verdict, question, above.zone, Fault::parent, context_.now));
  auto trust = cut_off(name);
  if (verdict.bad) looked_at(name, *verdict.bad);
  return trust;
}

ZoneTrust Chain::trust_by_labels(const dns::Name& home) {
  if (is_deep(home)) want_rest(home);
  for (std::size_t labels = 0; labels <= home.label_count(); ++labels) visited(trust_of(home.suffix(labels)));
  return trust_of(home);
}

// As validators do: the signatures name the zone (RFC 4035 section 5.3.1). Where they hold, nothing has to be
// asked about the labels below it; where they do not, each label may be a zone of its own.
Chain::Home Chain::find_home(const dns::Question& question, const dns::Message* message) {
  auto home = home_of(question);
  if (!message) return {trust_by_labels(home), {}};
  for (const auto& signer : signers_of(*message, home)) {
    const auto before = std::pair(walk_, trusts_);
    auto trust = trust_by_labels(signer);
    if (trust.zone == signer && trust.status == Status::secure && !trust.broken) {
      auto verdict = judge_answer(question, *message, trust, context_);
      if (verdict.status == Status::secure) return {std::move(trust), std::move(verdict)};
    }
    std::tie(walk_, trusts_) = before;
  }
  auto trust = trust_by_labels(home);
  auto verdict = judge_answer(question, *message, trust, context_);
  return {std::move(trust), std::move(verdict)};
}

// Along the aliases, each judged in the zone where it lives.
void Chain::follow(const dns::Question& question) {
  auto status = Status::secure;
  auto current = question;
  std::set<dns::Name> seen;
  walk_.message = source_.get(question).message;
  const auto* message = walk_.message;
  for (unsigned hops = 0;; ++hops) {
    walk_.last = current;
    // Another name's reply may hold this one's records, not always what denies it.
    if (!message || !speaks_of(*message, current.name, current.type)) message = source_.get(current).message;
    auto [trust, verdict] = find_home(current, message);
    visited(trust);
    walk_.hops.push_back({trust.zone, current});
    if (!message) {
      evidence(current.name, current.type);
      status = worse(status, trust.broken ? Status::bogus : Status::indeterminate);
      walk_.answer = current.name.text() + " " + dns::type_text(current.type) + "  no answer";
      break;
    }
    for (const auto& covered : verdict.covered) walk_.covered.insert(covered);
    if (verdict.not_carried) not_carried(current, *message);
    for (auto& finding : verdict.findings) found(std::move(finding));
    for (const auto& rrset : verdict.rrsets) looked_at(trust.zone, rrset);
    status = worse(status, verdict.status);
    walk_.answer = current.name.text() + " " + dns::type_text(current.type) + "  " + word(verdict.status) +
                   (verdict.text.empty() ? "" : "  " + verdict.text);
    if (verdict.kind != AnswerVerdict::Kind::alias || !verdict.target) break;
    if (!seen.insert(current.name).second || hops == context_.budget->limits().aliases) {
      found(alias_finding(question.name, *verdict.target, trust.zone, hops, seen.contains(*verdict.target)));
      status = worse(status, Status::unresolvable);
      break;
    }
    current.name = *verdict.target;
  }
  walk_.status = status;
}

Walk Chain::walk(const dns::Question& question) {
  want_chain({question});
  // The reply shows the whole chain of aliases, as a rule.
  std::vector<dns::Question> targets;
  if (auto reply = source_.get(question)) {
    auto name = question.name;
    for (unsigned hops = 0; hops < context_.budget->limits().aliases; ++hops) {
      auto target = alias_target(*reply.message, name);
      if (!target) break;
      name = *target;
      targets.push_back({name, question.type, question.cls});
    }
    if (!targets.empty()) want_chain(targets);
  }
  follow(question);
  return std::move(walk_);
}

}  // namespace edig::diagnosis
