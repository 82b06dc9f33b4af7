#include "diagnosis/judgement/old_copies.h"

#include <algorithm>

#include "diagnosis/judgement/told.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "diagnosis/validation/signature.h"
#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using Time = std::chrono::sys_seconds;

// When the newest of the signatures over the records, or over what denies them, was made.
std::optional<Time> signed_at(const dns::Message& message, const dns::Question& question, Time now) {
  std::optional<Time> newest;
  bool there = !rdata_of(message, question).empty();
  for (const auto& record : there ? message.answer : message.authority) {
    auto rrsig = dns::read_rrsig(record);
    if (!rrsig || (there && rrsig->covered != question.type)) continue;
    auto inception = signature_time(rrsig->inception, now);
    if (!newest || inception > *newest) newest = inception;
  }
  return newest;
}

std::uint32_t ttl_of(const dns::Message& message, const dns::Question& question) {
  auto records = dns::select(message.answer, question.name, question.type);
  if (!records.empty()) return records.front()->ttl;
  for (const auto& record : message.authority)
    if (record.type == dns::type::soa) return record.ttl;
  return 0;
}

std::optional<Finding> compare_copies(const dns::Question& question, Source& cache, Source& servers,
                                      Time now) {
  auto old = cache.get(question), present = servers.get(question);
  if (!old || !present || rdata_of(*old.message, question) == rdata_of(*present.message, question))
    return std::nullopt;
  auto before = signed_at(*old.message, question, now), after = signed_at(*present.message, question, now);
  // What has no signature by now is newer only where it could have one: unsigned, and not stripped or cut.
  bool unsigned_now = !after && question.type == dns::type::dnskey && present.message->could_carry_dnssec();
  if (!before || (after ? *before >= *after : !unsigned_now)) return std::nullopt;
  auto ttl = ttl_of(*old.message, question);
  auto what = question_text(question);
  auto finding =
      tell("old-copy-in-cache", "",
           {{"what", what}, {"signed", time_text(*before)}, {"left", ttl}, {"zone", question.name.text()}});
  finding.zone = question.name;
  finding.rrset = what;
  finding.fault = Fault::resolver;
  finding.evidence = {{"seconds_left", std::int64_t{ttl}}, {"signed", *before}};
  return finding;
}

}  // namespace

std::optional<Finding> old_copy(const Walk& walk, Source& cache, Source& servers, Time now) {
  for (const auto& trust : walk.zones)
    for (auto type : {dns::type::ds, dns::type::dnskey}) {
      if (type == dns::type::ds && trust.zone.is_root()) continue;
      if (auto finding = compare_copies({trust.zone, type, dns::cls::in}, cache, servers, now))
        return finding;
    }
  return std::nullopt;
}

}  // namespace edig::diagnosis
