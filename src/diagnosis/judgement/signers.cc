#include "diagnosis/judgement/signers.h"

#include <algorithm>

#include "diagnosis/judgement/answer.h"
#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::size_t max_signers = 3;  // that are tried

template <typename Predicate>
std::vector<dns::Name> collect(const std::vector<dns::Record>& section, const dns::Name& home,
                               Predicate counts) {
  std::vector<dns::Name> zones;
  for (const auto& record : section) {
    auto rrsig = dns::read_rrsig(record);
    if (rrsig && home.is_within(rrsig->signer) && counts(record, *rrsig) &&
        std::ranges::find(zones, rrsig->signer) == zones.end())
      zones.push_back(rrsig->signer);
  }
  std::ranges::sort(zones, std::ranges::greater{}, &dns::Name::label_count);
  if (zones.size() > max_signers) zones.resize(max_signers);
  return zones;
}

}  // namespace

Signers signers_of(const dns::Message& message, const dns::Question& question, const dns::Name& home) {
  auto about = [&](const dns::Record& record, const dns::Rrsig&) {
    return question.name.is_within(record.owner);
  };
  auto denies = [](const dns::Record&, const dns::Rrsig& rrsig) {
    return rrsig.covered == dns::type::nsec || rrsig.covered == dns::type::nsec3;
  };
  auto any = [](const dns::Record&, const dns::Rrsig&) { return true; };
  auto zones = collect(message.answer, home, about);
  if (!zones.empty() || speaks_of(message, question.name, question.type)) return {zones};
  zones = collect(message.authority, home, denies);
  if (!zones.empty()) return {zones};
  return {collect(message.authority, home, any), false};
}

}  // namespace edig::diagnosis
