#include "diagnosis/judgement/claim.h"

#include <algorithm>

#include "diagnosis/judgement/claimed_place.h"
#include "diagnosis/judgement/unsigned_to_some.h"
#include "diagnosis/judgement/words.h"
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

const Finding* finding_with_code(const Diagnosis& diagnosis, std::uint16_t code) {
  auto found = std::ranges::find(diagnosis.findings, std::optional(code), &Finding::info_code);
  return found == diagnosis.findings.end() ? nullptr : &*found;
}

Wording named(std::uint16_t code) {
  return word("claim-code", {{"code", code}, {"purpose", std::string(ede::info_code(code).purpose)}});
}

ClaimVerdict judge_one(std::uint16_t code, const Diagnosis& diagnosis, bool stale_data) {
  const auto* cause = root_cause(diagnosis);
  auto verdict = [&](Claim claim, Word text, const Values& more = {}) -> ClaimVerdict {
    Values values{{"said", named(code)}};
    values.insert(values.end(), more.begin(), more.end());
    return {claim, word(text, values)};
  };
  auto found = [&]() -> Values { return {{"found", named(*cause->info_code)}}; };
  bool sound = diagnosis.status == Status::secure || diagnosis.status == Status::insecure;
  if (is_in(code, {3, 19}) && !stale_data) return verdict(Claim::contradicted, "claim-no-stale-data");
  if (const auto* link = unsigned_to_some(diagnosis.chain, code))
    return verdict(Claim::confirmed, "claim-unsigned-to-some", {{"zone", link->zone.text()}});
  if (const auto* link = is_validation_failure(code) ? unchecked(diagnosis.chain) : nullptr)
    return verdict(Claim::unsupported, "claim-unchecked", {{"zone", link->zone.text()}});
  // The resolver's own failure repeats its words: that does not make them true.
  if (cause && cause->kind == "resolver-fails" && !is_in(code, {15, 16, 17, 18, 4}))
    return is_validation_failure(code) ? verdict(Claim::contradicted, "claim-chain-sound")
                                       : verdict(Claim::unsupported, "claim-open");
  if (cause && cause->info_code == code) return verdict(Claim::confirmed, "claim-true");
  if (finding_with_code(diagnosis, code)) return verdict(Claim::confirmed, "claim-true-as-far");
  if (sound && is_validation_failure(code) &&
      (!cause || !is_validation_failure(cause->info_code.value_or(0))))
    return verdict(Claim::contradicted, "claim-chain-sound");
  if (cause && cause->info_code && covers(code, *cause))
    return verdict(Claim::refined, "claim-less-exact", found());
  if (cause && cause->info_code && is_validation_failure(*cause->info_code) &&
      (is_validation_failure(code) || is_in(code, {1, 2, 22, 27})))
    return verdict(Claim::contradicted, "claim-other", found());
  if (cause && is_in(cause->info_code.value_or(0), {22, 23}) && is_validation_failure(code))
    return verdict(Claim::contradicted, "claim-nothing-validated");
  return verdict(Claim::unsupported, "claim-open");
}

}  // namespace

ClaimVerdict judge_claim(const std::vector<std::uint16_t>& info_codes, const Diagnosis& diagnosis,
                         bool stale_data, const std::optional<ede::Reading>& claimed) {
  constexpr Claim order[] = {Claim::confirmed, Claim::refined, Claim::contradicted, Claim::unsupported,
                             Claim::absent};
  auto rank = [&](Claim claim) { return std::ranges::find(order, claim) - std::begin(order); };
  ClaimVerdict best{Claim::absent, word("claim-none")};
  for (auto code : info_codes) {
    auto verdict = judge_one(code, diagnosis, stale_data);
    if (rank(verdict.claim) < rank(best.claim)) best = std::move(verdict);
  }
  if (auto place = claimed ? judge_place(*claimed, diagnosis) : std::nullopt) {
    best.text = word("claim-and-place", {{"claim", best.text}, {"place", place->text}});
    best.place_agrees = place->agrees;
  }
  return best;
}

}  // namespace edig::diagnosis
