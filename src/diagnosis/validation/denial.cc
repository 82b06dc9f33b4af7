#include "diagnosis/validation/denial.h"

#include <algorithm>

#include "diagnosis/validation/proofs.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::size_t max_sets = 16;  // an honest proof has at most 4

struct Records {
  std::vector<NsecRecord> nsec;
  std::vector<Nsec3Record> nsec3;

  void add(const RRset& set) {
    for (const auto& record : set.records) {
      if (auto read = dns::read_nsec(record)) nsec.push_back({set.owner, *read});
      if (auto read = dns::read_nsec3(record)) nsec3.push_back({set.owner, *read});
    }
  }
  bool empty() const { return nsec.empty() && nsec3.empty(); }
};

DenialVerdict prove(const DenialQuestion& question, const dns::Name& zone, const Records& records,
                    Budget& budget) {
  if (records.nsec3.empty()) return prove_nsec(question, zone, records.nsec);
  auto verdict = prove_nsec3(question, zone, records.nsec3, budget);
  if (verdict.proven() || verdict.counts_as_unsigned() || records.nsec.empty()) return verdict;
  return prove_nsec(question, zone, records.nsec);
}

bool in_zone(const RRset& set, const dns::Name& zone) {
  return set.type == dns::type::nsec ? set.owner.is_within(zone) : set.owner.parent() == zone;
}

}  // namespace

DenialVerdict judge_denial(const DenialQuestion& question, const dns::Message& message, const ZoneKeys& keys,
                           std::chrono::sys_seconds now, Budget& budget) {
  Records good;
  std::optional<RRsetVerdict> bad;
  std::vector<RRsetVerdict> judged;
  bool foreign = false, unknown = false;
  for (const auto& set : rrsets(message, Section::authority)) {
    if (set.type != dns::type::nsec && set.type != dns::type::nsec3) continue;
    if (!in_zone(set, keys.zone)) {
      foreign = true;
      continue;
    }
    if (judged.size() == max_sets) {
      budget.reached(Bound::proof_records, max_sets);
      break;
    }
    const auto& verdict = judged.emplace_back(judge(set, keys, now, budget));
    unknown |= verdict.unknown();
    if (verdict.secure() && !verdict.wildcard_labels())
      good.add(set);
    else if (!bad && !verdict.unknown())
      bad = verdict;
  }
  auto verdict = prove(question, keys.zone, good, budget);
  verdict.records = std::move(judged);
  if (verdict.proven() || verdict.counts_as_unsigned()) return verdict;
  if (unknown) verdict.state = DenialState::not_judged;
  if (good.empty() && !bad && !message.could_carry_dnssec()) verdict.state = DenialState::not_carried;
  if (verdict.unknown()) return verdict;
  if (bad && !bad->secure()) {
    verdict.state = DenialState::bad_signature;
    verdict.bad = std::move(bad);
  } else if (foreign && good.empty()) {
    verdict.state = DenialState::incomplete;
    verdict.lacks = Lack::own_records;
  }
  return verdict;
}

bool denies_compactly(const dns::Message& message) {
  return std::ranges::any_of(message.authority, [](const dns::Record& record) {
    auto nsec = record.type == dns::type::nsec ? dns::read_nsec(record) : std::nullopt;
    return nsec && nsec->types.has(dns::type::nxname);
  });
}

}  // namespace edig::diagnosis
