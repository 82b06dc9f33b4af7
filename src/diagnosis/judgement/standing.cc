// Holds each server against a diagnosis.
#include <algorithm>

#include "diagnosis/judgement/comparison.h"
#include "diagnosis/judgement/told.h"
#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// The records of the type asked for, whatever alias leads to them.
std::set<Bytes> final_data(const dns::Message& message, std::uint16_t type) {
  std::set<Bytes> data;
  for (const auto& record : message.answer)
    if (record.type == type || type == dns::type::any) data.insert(dns::canonical_rdata(record));
  return data;
}

Standing against_bogus(const dns::Message& reply, Told told) {
  if (told == Told::failure) return Standing::rightly_fails;
  if (!answers(told)) return Standing::unknown;
  return reply.header.ad ? Standing::wrongly_secure : Standing::unprotected;
}

Standing against_data(const dns::Message& reply, Told told, const dns::Message& proven, std::uint16_t type) {
  if (told == Told::failure) return Standing::wrongly_fails;
  if (!answers(told)) return Standing::unknown;
  auto truth = final_data(proven, type), data = final_data(reply, type);
  bool alias = truth.empty() && !proven.answer.empty();
  if (alias)
    return is_subset(data_of(proven, type), data_of(reply, type)) ? Standing::agrees : Standing::unknown;
  if (truth == data) return Standing::agrees;
  if (truth.empty()) return Standing::wrongly_answers;
  return data.empty() ? Standing::wrongly_denies : Standing::other_data;
}

Standing stand(const Side& side, const dns::Question& question, const Diagnosis& diagnosis) {
  if (!side.reply) return Standing::unknown;
  auto told = told_by(side.reply, question.type);
  switch (diagnosis.status) {
    case Status::bogus:
      return against_bogus(*side.reply, told);
    case Status::unresolvable:
      return told == Told::failure ? Standing::rightly_fails : Standing::unknown;
    case Status::secure:
    case Status::insecure:
      if (diagnosis.proven) return against_data(*side.reply, told, *diagnosis.proven, question.type);
      return Standing::unknown;
    case Status::indeterminate:
      break;
  }
  return Standing::unknown;
}

}  // namespace

std::string_view name(Standing standing) {
  constexpr std::string_view names[] = {"agrees",          "rightly-fails", "unprotected",
                                        "wrongly-secure",  "wrongly-fails", "wrongly-denies",
                                        "wrongly-answers", "other-data",    "unknown"};
  return names[static_cast<std::size_t>(standing)];
}

std::vector<Standing> measure(std::span<const Side> sides, const dns::Question& question,
                              const Diagnosis& diagnosis) {
  std::vector<Standing> standings;
  for (const auto& side : sides) standings.push_back(stand(side, question, diagnosis));
  return standings;
}

}  // namespace edig::diagnosis
