#include "diagnosis/judgement/claim.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/judgement/claimed_place.h"
#include "diagnosis/judgement/unsigned_to_some.h"
#include "ede/registry.h"

namespace edig::diagnosis {
namespace {

using Codes = std::initializer_list<std::uint16_t>;

bool is_in(std::uint16_t code, Codes codes) { return std::ranges::find(codes, code) != codes.end(); }

bool is_validation_failure(std::uint16_t code) { return is_in(code, {5, 6, 7, 8, 9, 10, 11, 12, 25}); }

// Whether `said` is true where `found` is the exact code.
bool covers(std::uint16_t said, const Finding& finding) {
  auto found = finding.info_code.value_or(0);
  if (said == 0 || said == 13) return true;
  if (is_in(said, {5, 6}) && is_validation_failure(found)) return true;
  if (is_in(said, {22, 23, 20}) && is_in(found, {20, 22, 23, 24})) return true;
  if (is_in(said, {15, 16, 17, 18, 4}) && is_in(found, {15, 16, 17, 18, 4}))
    return finding.fault == Fault::resolver;
  // A key that cannot be found is told by some as missing, and a proof whose signature fails as missing, too.
  if (said == 9 && is_in(found, {6, 10, 11}))
    return finding.rrset.ends_with(" DNSKEY") || finding.kind == "signature-by-unpublished-key" ||
           found == 11;
  if (said == 12) return finding.rrset.ends_with(" NSEC") || finding.rrset.ends_with(" NSEC3");
  if (said == 10 && found == 12) return true;
  return false;
}

const Finding* root_cause(const Diagnosis& diagnosis) {
  auto found = std::ranges::find_if(
      diagnosis.findings, [](const Finding& finding) { return finding.severity != Severity::note; });
  return found == diagnosis.findings.end() ? nullptr : &*found;
}

const Finding* with_code(const Diagnosis& diagnosis, std::uint16_t code) {
  auto found = std::ranges::find(diagnosis.findings, std::optional(code), &Finding::info_code);
  return found == diagnosis.findings.end() ? nullptr : &*found;
}

std::string named(std::uint16_t code) {
  return fmt::format("EDE {} ({})", code, ede::info_code(code).purpose);
}

ClaimVerdict judge_one(std::uint16_t code, const Diagnosis& diagnosis, bool stale_data) {
  const auto* cause = root_cause(diagnosis);
  bool sound = diagnosis.status == Status::secure || diagnosis.status == Status::insecure;
  if (is_in(code, {3, 19}) && !stale_data)
    return {Claim::contradicted, named(code) + " is not true: the reply holds no stale data"};
  if (const auto* link = unsigned_to_some(diagnosis.chain, code))
    return {Claim::confirmed,
            fmt::format("{} is true: {} is signed with nothing that every validator supports", named(code),
                        link->zone.text())};
  if (const auto* link = is_validation_failure(code) ? unchecked(diagnosis.chain) : nullptr)
    return {Claim::unsupported, fmt::format("{} can be neither proved nor disproved by edig, which does not "
                                            "support what {} is signed with",
                                            named(code), link->zone.text())};
  // The resolver's own failure repeats its words: that does not make them true.
  if (cause && cause->kind == "resolver-fails" && !is_in(code, {15, 16, 17, 18, 4}))
    return {is_validation_failure(code) || is_in(code, {1, 2, 27}) ? Claim::contradicted : Claim::unsupported,
            named(code) + (is_validation_failure(code) ? " is not true: the chain of trust is sound"
                                                       : " can be neither proved nor disproved from here")};
  if (cause && cause->info_code == code) return {Claim::confirmed, named(code) + " is true"};
  if (with_code(diagnosis, code)) return {Claim::confirmed, named(code) + " is true, as far as it goes"};
  if (sound && is_validation_failure(code) &&
      (!cause || !is_validation_failure(cause->info_code.value_or(0))))
    return {Claim::contradicted, named(code) + " is not true: the chain of trust is sound"};
  if (cause && cause->info_code && covers(code, *cause))
    return {Claim::refined,
            fmt::format("{} is true, but less exact than {}", named(code), named(*cause->info_code))};
  if (cause && cause->info_code && is_validation_failure(*cause->info_code) &&
      (is_validation_failure(code) || is_in(code, {1, 2, 22, 27})))
    return {Claim::contradicted, fmt::format("{} is not what the evidence shows, which is {}", named(code),
                                             named(*cause->info_code))};
  if (cause && is_in(cause->info_code.value_or(0), {22, 23}) && is_validation_failure(code))
    return {Claim::contradicted,
            fmt::format("{} is not what the evidence shows: no server of the zone answers, so "
                        "nothing was validated",
                        named(code))};
  return {Claim::unsupported, named(code) + " can be neither proved nor disproved from here"};
}

}  // namespace

ClaimVerdict judge_claim(const std::vector<std::uint16_t>& info_codes, const Diagnosis& diagnosis,
                         bool stale_data, const std::optional<ede::Reading>& claimed) {
  constexpr Claim order[] = {Claim::confirmed, Claim::refined, Claim::contradicted, Claim::unsupported,
                             Claim::absent};
  auto rank = [&](Claim claim) { return std::ranges::find(order, claim) - std::begin(order); };
  ClaimVerdict best{Claim::absent, "the server gave no extended error"};
  for (auto code : info_codes) {
    auto verdict = judge_one(code, diagnosis, stale_data);
    if (rank(verdict.claim) < rank(best.claim)) best = std::move(verdict);
  }
  if (auto place = claimed ? judge_place(*claimed, diagnosis) : std::nullopt) {
    best.text += "; " + place->text;
    best.place_agrees = place->agrees;
  }
  return best;
}

}  // namespace edig::diagnosis
