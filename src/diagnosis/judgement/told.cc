#include "diagnosis/judgement/told.h"

#include <algorithm>

#include "diagnosis/validation/denial.h"
#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// Signatures come only to those who ask for them, and a DNAME's CNAME says what it does (RFC 6672
// section 3.1).
bool counts(const dns::Record& record, std::uint16_t asked) {
  bool aside = record.type == dns::type::rrsig || record.type == dns::type::dname;
  return !aside || asked == record.type || asked == dns::type::any;
}

Datum datum(const dns::Record& record) {
  return {record.owner.lower(), record.type, record.cls, dns::canonical_rdata(record)};
}

bool is_signature_in(const dns::Message& message, const dns::Record& record) {
  auto rrsig = dns::read_rrsig(record);
  return rrsig && record.cls == dns::cls::in &&
         !dns::select(message.answer, record.owner, rrsig->covered).empty();
}

bool has_type(const std::vector<dns::Record>& section, std::uint16_t type) {
  return std::ranges::find(section, type, &dns::Record::type) != section.end();
}

bool is_referral(const dns::Message& message) {
  return message.answer.empty() && !message.header.aa && !has_type(message.authority, dns::type::soa) &&
         has_type(message.authority, dns::type::ns);
}

}  // namespace

Data data_of(const dns::Message& message, std::uint16_t asked) {
  Data data;
  for (const auto& record : message.answer)
    if (counts(record, asked)) data.insert(datum(record));
  return data;
}

Data all_data_of(const dns::Message& message) {
  Data data;
  for (const auto& record : message.answer)
    if (!is_signature_in(message, record)) data.insert(datum(record));
  return data;
}

std::set<Bytes> rdata_of(const dns::Message& message, const dns::Question& question) {
  std::set<Bytes> data;
  for (const auto* record : dns::select(message.answer, question.name, question.type))
    data.insert(dns::canonical_rdata(*record));
  return data;
}

bool is_subset(const Data& part, const Data& whole) { return std::ranges::includes(whole, part); }

Told told_by(const Result<dns::Message>& reply, std::uint16_t asked) {
  if (!reply) return Told::silent;
  switch (reply->rcode) {
    case dns::rcode::noerror:
      if (reply->header.tc) return Told::truncated;
      if (is_referral(*reply)) return Told::referral;
      if (!data_of(*reply, asked).empty()) return Told::data;
      return denies_compactly(*reply) ? Told::nxdomain : Told::nodata;
    case dns::rcode::nxdomain:
      return Told::nxdomain;
    case dns::rcode::refused:
      return Told::refused;
    default:
      return Told::failure;
  }
}

bool answers(Told told) { return told == Told::data || told == Told::nodata || told == Told::nxdomain; }
bool denies(Told told) { return told == Told::nodata || told == Told::nxdomain; }

}  // namespace edig::diagnosis
