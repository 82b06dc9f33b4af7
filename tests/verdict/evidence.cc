#include "evidence.h"

#include <fmt/format.h>

#include <algorithm>

#include "dns/types.h"

namespace edig::verdict {
namespace {

using diagnosis::Status;

constexpr std::size_t replies_remembered = 400;

constexpr std::string_view raised_ttl = "a raised TTL", other_rcode = "another RCODE";

// What of it is allowed when a finding says so: a resolver denies names of special use in its own way
// (RFC 6761 section 6).
bool is_told(const diagnosis::Diagnosis& diagnosis, std::string_view difference) {
  std::string_view kind = difference == raised_ttl    ? "ttl-raised"
                          : difference == other_rcode ? "special-use-name"
                                                      : "";
  return std::ranges::any_of(diagnosis.findings,
                             [&](const auto& finding) { return finding.kind.text() == kind; });
}

// What edig says is proven, as the records that it has.
Packet packet_of(const dns::Message& message) {
  Packet packet{.flags = static_cast<std::uint16_t>(flag::qr | message.rcode), .qname = {}};
  for (const auto& record : message.answer) {
    auto owner = record.owner.wire();
    packet.answer().push_back({.owner = Bytes(owner.begin(), owner.end()),
                               .type = record.type,
                               .cls = record.cls,
                               .ttl = record.ttl,
                               .rdata = record.octets()});
  }
  return packet;
}

}  // namespace

Evidence::Evidence(const Universe& universe, const Scenario& scenario) : scenario_(scenario) {
  auto packet = universe.resolved(scenario.question);
  for (const auto& question : along_aliases(scenario.question, packet))
    need_chain(universe, universe.home_of(question));
  if (scenario.status == Status::secure) {
    need_signed_sets(packet.answer(), false);
    need_signed_sets(packet.authority(), true);
  }
  truth_ = content_of(packet);
  if (const auto* nsec = universe.home_of(scenario.question).find(scenario.question.name, dns::type::nsec))
    for (const auto& record : nsec->records) truth_.beside.insert(canonical(record));
}

void Evidence::need(const dns::Name& owner, std::uint16_t type, const Set& set) {
  auto text = owner.text() + " " + dns::type_text(type);
  if (std::ranges::find(needs_, text, &Need::text) != needs_.end()) return;
  Need need{.text = text, .owner = wire_of(owner.lower()), .type = type, .records = {}, .signatures = {}};
  for (const auto& record : set.records) need.records.insert(canonical(record));
  for (const auto& record : set.signatures) need.signatures.insert(canonical(record));
  needs_.push_back(std::move(need));
}

// Down to the zone, or to the proof that it has no DS.
void Evidence::need_chain(const Universe& universe, const SignedZone& zone) {
  const auto* parent = universe.parent_of(zone);
  if (parent) need_chain(universe, *parent);
  if (parent && !universe.is_signed(*parent)) return;
  if (parent) {
    const auto* ds = parent->find(zone.apex(), dns::type::ds);
    if (!ds) {
      auto denial = parent->answer({zone.apex(), dns::type::ds, dns::cls::in});
      return need_signed_sets(denial.authority(), true);
    }
    need(zone.apex(), dns::type::ds, *ds);
  }
  need(zone.apex(), dns::type::dnskey, *zone.find(zone.apex(), dns::type::dnskey));
}

void Evidence::need_signed_sets(const std::vector<Rr>& section, bool proofs_only) {
  std::map<std::pair<dns::Name, std::uint16_t>, Set> sets;
  for (const auto& record : section) {
    bool is_signature = record.type == dns::type::rrsig;
    auto& set = sets[{name_of(record.owner), is_signature ? covered(record) : record.type}];
    (is_signature ? set.signatures : set.records).push_back(record);
  }
  for (const auto& [key, set] : sets) {
    bool is_proof = key.second == dns::type::nsec || key.second == dns::type::nsec3;
    if (!set.signatures.empty() && (is_proof || !proofs_only)) need(key.first, key.second, set);
  }
}

Evidence::Marks Evidence::marks_of(const Packet& packet) const {
  Marks marks;
  for (const auto& section : packet.sections)
    for (std::size_t i = 0; i < needs_.size(); ++i) {
      std::set<std::string> records;
      bool is_signed = false;
      for (const auto& record : section) {
        if (record.cls != dns::cls::in || lower(record.owner) != needs_[i].owner) continue;
        if (record.type == needs_[i].type) records.insert(canonical(record));
        is_signed |= record.type == dns::type::rrsig && needs_[i].signatures.contains(canonical(record));
      }
      if (is_signed && records == needs_[i].records) marks.set(i);
    }
  return marks;
}

Evidence::Marks Evidence::marks_of(const std::shared_ptr<const Given>& given) {
  if (known_.size() > replies_remembered) known_.clear();
  auto [found, added] = known_.try_emplace(given);
  if (added) found->second = marks_of(decode(given->wire));
  return found->second;
}

// The needs that no reply met.
std::string Evidence::missing(const std::vector<Stage::Entry>& record) {
  Marks all;
  for (const auto& entry : record)
    if (entry.given) all |= marks_of(entry.given);
  std::string texts;
  for (std::size_t i = 0; i < needs_.size(); ++i)
    if (!all.test(i)) texts += (texts.empty() ? "" : ", ") + needs_[i].text;
  return texts;
}

Evidence::Content Evidence::content_of(const Packet& packet) {
  Content content{.rcode = packet.rcode(), .records = {}, .beside = {}};
  for (const auto& record : packet.answer()) {
    bool belongs = std::ranges::any_of(packet.answer(), [&](const Rr& other) {
      return other.type == covered(record) && other.cls == record.cls &&
             lower(other.owner) == lower(record.owner);
    });
    bool is_data =
        record.type != dns::type::opt;  // which is told as a flaw of the message, wherever it stands
    if (!is_data || (record.type == dns::type::rrsig && belongs)) continue;
    auto& ttl = content.records[canonical(record)];
    ttl = std::max(ttl, record.ttl);
  }
  return content;
}

std::string Evidence::difference(const Packet& packet, const Content& truth) {
  auto content = content_of(packet);
  for (const auto& [record, ttl] : content.records)
    if (!truth.records.contains(record) && !truth.beside.contains(record)) return "a foreign record";
  bool says_so = packet.flags & flag::tc;
  for (const auto& [record, ttl] : truth.records)
    if (!content.records.contains(record) && !says_so) return "a record missing";
  if (content.rcode != truth.rcode) return std::string(other_rcode);
  for (const auto& [record, ttl] : content.records)
    if (auto was = truth.records.find(record); was != truth.records.end() && ttl > was->second)
      return std::string(raised_ttl);
  return {};
}

std::optional<Falsehood> Evidence::judge(const Outcome& outcome, const std::vector<Stage::Entry>& record) {
  auto status = outcome.diagnosis.status;
  if (status == Status::insecure && scenario_.status != Status::insecure)
    return Falsehood{"insecure where all is signed", {}};
  if (status == Status::secure && scenario_.status != Status::secure)
    return Falsehood{"secure where it is not", {}};
  if (status != Status::secure && status != Status::insecure) return std::nullopt;
  if (auto lacks = missing(record); !lacks.empty())
    return Falsehood{fmt::format("{} without the evidence", name(status)), lacks + " never came whole"};
  if (status == Status::insecure) return std::nullopt;
  if (const auto& proven = outcome.diagnosis.proven)
    if (auto what = difference(packet_of(*proven), truth_); !what.empty())
      return Falsehood{"proven, with " + what, "what is said to be proven is not what the zone has"};
  if (outcome.exit_status == 0 && outcome.shown)
    if (auto what = difference(decode(outcome.shown->wire), truth_);
        !what.empty() && !is_told(outcome.diagnosis, what))
      return Falsehood{"shown as good, with " + what,
                       "the exit status is 0, and what is shown is not what the zone has"};
  return std::nullopt;
}

}  // namespace edig::verdict
