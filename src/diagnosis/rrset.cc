#include "diagnosis/rrset.h"

#include <algorithm>
#include <map>

#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using Key = std::pair<dns::Name, std::uint16_t>;

bool alike(const dns::Record& a, const dns::Record& b) {
  return dns::canonical_rdata(a) == dns::canonical_rdata(b);
}

}  // namespace

std::string RRset::text() const { return owner.text() + " " + dns::type_text(type); }

std::vector<RRset> rrsets(const std::vector<dns::Record>& section) {
  std::vector<RRset> sets;
  std::map<Key, std::size_t> places;
  auto place = [&](const dns::Name& owner, std::uint16_t type) -> RRset& {
    auto [at, added] = places.try_emplace({owner, type}, sets.size());
    if (added) sets.push_back({owner, type, {}, {}});
    return sets[at->second];
  };
  for (const auto& record : section) {
    auto rrsig = dns::read_rrsig(record);
    auto& set = place(record.owner, rrsig ? rrsig->covered : record.type);
    auto& records = rrsig ? set.signatures : set.records;
    if (std::ranges::none_of(records, [&](const auto& other) { return alike(other, record); }))
      records.push_back(record);
  }
  std::erase_if(sets, [](const RRset& set) { return set.records.empty(); });
  return sets;
}

const RRset* find(const std::vector<RRset>& sets, const dns::Name& owner, std::uint16_t type) {
  auto found =
      std::ranges::find_if(sets, [&](const RRset& set) { return set.type == type && set.owner == owner; });
  return found == sets.end() ? nullptr : &*found;
}

}  // namespace edig::diagnosis
