#include "diagnosis/validation/rrset.h"

#include <algorithm>
#include <unordered_map>

#include "dns/rdata_names.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

std::string canonical_text(const dns::Record& record) {
  return std::string(as_text(dns::canonical_rdata(record)));
}

std::string key(const dns::Name& owner, std::uint16_t type) {
  return std::string(as_text(owner.lower().wire())) + static_cast<char>(type >> 8) + static_cast<char>(type);
}

}  // namespace

RRset::RRset(dns::Name name, std::uint16_t rr_type, const std::vector<dns::Record>& members,
             const std::vector<dns::Record>& rrsigs)
    : owner(std::move(name)), type(rr_type) {
  for (const auto& record : members) add(record);
  for (const auto& rrsig : rrsigs) add_signature(rrsig);
}

void RRset::add(const dns::Record& record) {
  // What could not be parsed may hold names, and those be compressed.
  readable_ &= record.parsed || !dns::rdata_holds_names(type);
  if (rdata_.insert(canonical_text(record)).second) records.push_back(record);
}

void RRset::add_signature(const dns::Record& rrsig) {
  if (rrsigs_.insert(canonical_text(rrsig)).second) signatures.push_back(rrsig);
}

std::string RRset::text() const { return owner.text() + " " + dns::type_text(type); }

std::vector<RRset> rrsets(const dns::Message& message, Section section) {
  std::vector<RRset> sets;
  std::unordered_map<std::string, std::size_t> places;
  for (const auto& record : section == Section::answer ? message.answer : message.authority) {
    if (record.cls != dns::cls::in) continue;
    auto rrsig = dns::read_rrsig(record);
    auto type = rrsig ? rrsig->covered : record.type;
    auto [place, added] = places.try_emplace(key(record.owner, type), sets.size());
    if (added) sets.emplace_back(record.owner, type);
    auto& set = sets[place->second];
    rrsig ? set.add_signature(record) : set.add(record);
  }
  for (auto& set : sets) set.could_be_signed = message.could_carry_dnssec();
  std::erase_if(sets, [](const RRset& set) { return set.records.empty(); });
  return sets;
}

const RRset* find(const std::vector<RRset>& sets, const dns::Name& owner, std::uint16_t type) {
  auto found =
      std::ranges::find_if(sets, [&](const RRset& set) { return set.type == type && set.owner == owner; });
  return found == sets.end() ? nullptr : &*found;
}

}  // namespace edig::diagnosis
