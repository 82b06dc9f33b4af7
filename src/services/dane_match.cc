#include "services/dane_match.h"

#include <algorithm>

#include "services/dane_verifier.h"
#include "services/record_types.h"

namespace edig::services {
namespace {

using Outcome = TlsaMatch::Outcome;

// Where no record proves anything: the one that comes closest says what is wrong.
Outcome nearest(const std::vector<TlsaMatch>& records) {
  for (auto outcome :
       {Outcome::expired, Outcome::not_yet_valid, Outcome::other_name, Outcome::untrusted, Outcome::differs})
    if (std::ranges::find(records, outcome, &TlsaMatch::outcome) != records.end()) return outcome;
  return Outcome::not_evaluated;
}

Kind kind_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::expired:
      return "dane-certificate-expired";
    case Outcome::not_yet_valid:
      return "dane-certificate-not-yet-valid";
    case Outcome::other_name:
      return "dane-certificate-other-name";
    case Outcome::untrusted:
      return "dane-certificate-untrusted";
    default:
      return "dane-certificate-differs";
  }
}

dns::Question question_of(const DaneHost& host) {
  auto transport = host.base.child("_tcp");
  auto name = transport ? transport->child("_" + std::to_string(host.port)) : std::nullopt;
  return {.name = name.value_or(host.base), .type = type::tlsa};
}

void judge(DaneMatch& match, const ShownChain& chain, const DaneHost& host) {
  auto about = question_of(host);
  Values values = {{"host", host.host}, {"address", chain.address}};
  if (match.proved) {
    match.judgement.raise(State::works);
    for (const auto& [tlsa, outcome] : match.records)
      if (outcome == Outcome::differs)
        match.judgement.add({.kind = "dane-record-without-certificate",
                             .about = about,
                             .values = {{"host", host.host}, {"tlsa", tlsa_text(tlsa)}}});
    return;
  }
  auto outcome = nearest(match.records);
  if (outcome == Outcome::not_evaluated)
    match.judgement.raise(State::not_evaluated);
  else
    match.judgement.add({.kind = kind_of(outcome), .about = about, .values = std::move(values)});
}

}  // namespace

std::string_view name(Outcome outcome) {
  constexpr std::string_view names[] = {"proves",     "differs",   "expired",      "not-yet-valid",
                                        "other-name", "untrusted", "not-evaluated"};
  return names[static_cast<std::size_t>(outcome)];
}

DaneMatch dane_match(const ShownChain& chain, const DaneHost& host, std::span<const dns::Name> names,
                     x509_store_st* cas, std::chrono::sys_seconds now) {
  DaneMatch match;
  DaneVerifier verifier(chain.certificates, names, cas, now);
  for (const auto& tlsa : host.records) match.records.push_back({tlsa, verifier.verify(tlsa)});
  match.proved =
      std::ranges::find(match.records, Outcome::proves, &TlsaMatch::outcome) != match.records.end();
  judge(match, chain, host);
  return match;
}

}  // namespace edig::services
