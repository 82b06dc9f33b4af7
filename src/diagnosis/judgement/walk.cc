#include "diagnosis/judgement/walk.h"

#include <algorithm>
#include <iterator>

#include "diagnosis/asking/source.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// The type of the RRset that a record belongs to, as itself or as its signature.
std::uint16_t covered_type(const dns::Record& record) {
  auto rrsig = dns::read_rrsig(record);
  return rrsig ? rrsig->covered : record.type;
}

// No TTL is higher than what was signed.
void hold_ttls(std::vector<dns::Record>& records) {
  auto limits = signed_ttls(records);
  for (auto& record : records)
    if (auto limit = limits.find({record.owner, record.type}); limit != limits.end())
      record.ttl = std::min(record.ttl, limit->second);
}

std::set<std::pair<dns::Name, std::uint16_t>> rrsets_of(const std::vector<dns::Record>& records) {
  std::set<std::pair<dns::Name, std::uint16_t>> rrsets;
  for (const auto& record : records)
    if (record.type != dns::type::rrsig) rrsets.emplace(record.owner, record.type);
  return rrsets;
}

// An RRset and its signatures are as they were in the first of the replies that hold it: that is the one it
// was judged in.
void join(dns::Message& whole, const dns::Message& part) {
  auto there = rrsets_of(whole.answer), more = rrsets_of(part.answer);
  std::erase_if(more, [&](const auto& rrset) { return there.contains(rrset); });
  auto is_of_part = [&](const dns::Record& record) {
    return more.contains({record.owner, covered_type(record)});
  };
  std::erase_if(whole.answer, is_of_part);  // signatures of what was not there
  std::ranges::copy_if(part.answer, std::back_inserter(whole.answer), is_of_part);
  whole.authority = part.authority;
  whole.rcode = part.rcode;
}

}  // namespace

SignedTtls signed_ttls(const std::vector<dns::Record>& records) {
  SignedTtls limits;
  for (const auto& record : records)
    if (auto rrsig = dns::read_rrsig(record)) {
      auto [limit, added] = limits.try_emplace({record.owner, rrsig->covered}, rrsig->original_ttl);
      if (!added) limit->second = std::min(limit->second, rrsig->original_ttl);
    }
  return limits;
}

std::vector<Link::Signature> signatures_of(const RRsetVerdict& verdict) {
  std::vector<Link::Signature> signatures;
  for (const auto& one : verdict.signatures)
    signatures.push_back({verdict.text, one.rrsig.signer, one.rrsig.key_tag, one.rrsig.algorithm,
                          one.inception, one.expiration, one.state == SignatureState::valid});
  return signatures;
}

Link::Set set_of(const RRsetVerdict& verdict) {
  using State = Link::Set::State;
  auto state = verdict.secure()                                                ? State::good
               : verdict.state == RRsetState::unsigned_                        ? State::unsigned_
               : verdict.unknown() || verdict.state == RRsetState::unsupported ? State::unchecked
                                                                               : State::bad;
  return {verdict.text, verdict.ttl, state};
}

bool Walk::faulty() const {
  return std::ranges::any_of(findings,
                             [](const Finding& finding) { return finding.severity == Severity::error; });
}

const dns::Question& Walk::question_in(const dns::Name& zone) const {
  auto hop = std::ranges::find(hops, zone, &Hop::zone);
  return hop == hops.end() ? last : hop->question;
}

const ZoneTrust* Walk::trust_of(const dns::Name& zone) const {
  auto found = std::ranges::find(zones, zone, &ZoneTrust::zone);
  return found == zones.end() ? nullptr : &*found;
}

dns::Message Walk::proven() const {
  auto proven = *message;
  for (const auto* part : further) join(proven, *part);
  std::erase_if(proven.answer, [&](const dns::Record& record) {
    return record.cls != dns::cls::in || !covered.contains({record.owner, covered_type(record)});
  });
  // A signed record proves its name, and nothing signs the RCODE.
  bool is_there = !dns::select(proven.answer, last.name, last.type).empty();
  if (name_exists || is_there) proven.rcode = dns::rcode::noerror;
  hold_ttls(proven.answer);
  auto dnames = proven.answer;
  std::erase_if(dnames, [](const dns::Record& record) { return record.type != dns::type::dname; });
  for (auto cname : synthesized) {
    if (covered.contains({cname.owner, cname.type})) continue;
    // It lives no longer than the DNAME that makes it (RFC 6672 section 3.1).
    for (const auto& dname : dnames)
      if (cname.owner.is_within(dname.owner)) cname.ttl = std::min(cname.ttl, dname.ttl);
    proven.answer.push_back(std::move(cname));
  }
  return proven;
}

void Walk::add(Finding finding) {
  bool known = std::ranges::any_of(findings, [&](const Finding& other) {
    return other.zone == finding.zone && other.info_code == finding.info_code &&
           other.fault == finding.fault && (other.info_code || other.kind == finding.kind);
  });
  if (!known) findings.push_back(std::move(finding));
}

void Walk::visit(const ZoneTrust& trust) {
  std::erase_if(zones, [&](const ZoneTrust& other) { return other.zone == trust.zone; });
  zones.push_back(trust);
}

// What a zone's answers have in common, such as the SOA, is there once.
void Walk::look_at(const dns::Name& zone, const RRsetVerdict& verdict) {
  auto link = std::ranges::find(chain, zone, &Link::zone);
  if (link == chain.end() || std::ranges::count(link->sets, verdict.text, &Link::Set::text) > 0) return;
  auto signatures = signatures_of(verdict);
  bool above = verdict.type == dns::type::ds && verdict.owner == zone;
  link->sets.insert(above ? link->sets.begin() : link->sets.end(), set_of(verdict));
  link->signatures.insert(above ? link->signatures.begin() : link->signatures.end(), signatures.begin(),
                          signatures.end());
}

void Walk::show(const dns::Name& zone, const AnswerVerdict& verdict, const dns::Message& in) {
  auto link = std::ranges::find(chain, zone, &Link::zone);
  if (link == chain.end()) return;
  for (const auto& [owner, type] : verdict.covered) {
    auto text = RRset(owner, type).text();
    auto known = std::ranges::find(link->sets, text, &Link::Set::text);
    if (known == link->sets.end()) {
      auto records = dns::select(in.answer, owner, type);
      known = link->sets.insert(known, {text, records.empty() ? 0 : records[0]->ttl});
    }
    if (type == dns::type::cname || type == dns::type::dname) known->target = verdict.target;
  }
}

void Walk::miss(const dns::Question& question, std::string_view why) {
  bool known = std::ranges::any_of(undelivered, [&](const auto& item) { return item.first == question; });
  if (!known) undelivered.emplace_back(question, why);
}

void Walk::expect_dnssec(const dns::Question& question, const dns::Message& in) {
  if (!in.could_carry_dnssec()) miss(question, without_dnssec);
}

}  // namespace edig::diagnosis
