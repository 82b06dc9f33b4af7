#include "diagnosis/validation/signature.h"

#include <algorithm>

#include "diagnosis/validation/algorithms.h"
#include "diagnosis/validation/signed_data.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using std::chrono::sys_seconds;

std::size_t owner_labels(const dns::Name& owner) {
  auto labels = owner.labels();
  return labels.size() - (!labels.empty() && labels[0] == "*" ? 1 : 0);
}

class SignatureJudge {
 public:
  SignatureJudge(const RRset& set, const ZoneKeys& keys, sys_seconds now, Budget& budget)
      : set_(set), keys_(keys), now_(now), budget_(budget), has_all_keys_(keys.complete) {
    for (const auto& record : keys.records) {
      if (keys_read_.size() == budget.limits().keys_per_zone) {
        budget.reached(Bound::keys, keys_read_.size());
        has_all_keys_ = false;
        break;
      }
      if (auto key = dns::read_dnskey(record)) keys_read_.push_back({&record, *key});
    }
  }

  RRsetVerdict run() {
    RRsetVerdict verdict{
        .owner = set_.owner, .type = set_.type, .text = set_.text(), .signatures = {}, .telling = {}};
    verdict.state = set_.could_be_signed ? RRsetState::unsigned_ : RRsetState::not_carried;
    if (!set_.records.empty()) verdict.ttl = set_.records.front().ttl;
    if (!budget_.spend_records(set_.records.size())) {
      verdict.state = RRsetState::not_judged;
      return verdict;
    }
    for (const auto& record : set_.signatures) {
      auto rrsig = dns::read_rrsig(record);
      if (!rrsig) continue;
      if (verdict.signatures.size() == budget_.limits().signatures_per_rrset) {
        budget_.reached(Bound::signatures, verdict.signatures.size());
        verdict.signatures.push_back(untried(*rrsig));
        break;
      }
      verdict.has_ttl_above_original |= std::ranges::any_of(
          set_.records, [&](const auto& member) { return member.ttl > rrsig->original_ttl; });
      verdict.signatures.push_back(judge_one(*rrsig));
      if (verdict.signatures.back().state == SignatureState::valid) break;
    }
    return verdict;
  }

 private:
  struct Key {
    const dns::Record* record;
    dns::Dnskey key;
  };

  SignatureVerdict untried(const dns::Rrsig& rrsig) const {
    return {.rrsig = rrsig,
            .inception = signature_time(rrsig.inception, now_),
            .expiration = signature_time(rrsig.expiration, now_),
            .key = {}};
  }

  SignatureVerdict judge_one(const dns::Rrsig& rrsig) {
    auto verdict = untried(rrsig);
    verdict.state = formal_fault(rrsig).value_or(SignatureState::valid);
    if (verdict.state != SignatureState::valid) return verdict;
    verdict.state = try_keys(rrsig, verdict.key);
    verdict.verifies = verdict.state == SignatureState::valid;
    // A time that is wrong is told first: renewing the signature is the remedy, whatever else ails it.
    if (auto fault = time_fault(verdict)) verdict.state = *fault;
    return verdict;
  }

  std::optional<SignatureState> formal_fault(const dns::Rrsig& rrsig) const {
    if (!verified(algorithm_support(rrsig.algorithm))) return SignatureState::unsupported_algorithm;
    if (rrsig.signer != keys_.zone) return SignatureState::wrong_signer;
    if (rrsig.labels > owner_labels(set_.owner)) return SignatureState::bad_labels;
    return std::nullopt;
  }

  std::optional<SignatureState> time_fault(const SignatureVerdict& verdict) const {
    // RFC 1982: the difference as a signed number of 32 bits.
    if (static_cast<std::int32_t>(verdict.rrsig.expiration - verdict.rrsig.inception) < 0)
      return SignatureState::expired_before_valid;
    if (verdict.expiration < now_) return SignatureState::expired;
    if (verdict.inception > now_) return SignatureState::not_yet_valid;
    return std::nullopt;
  }

  SignatureState try_keys(const dns::Rrsig& rrsig, std::optional<dns::Dnskey>& which) {
    auto data = signed_data(set_, rrsig);
    if (!data) return SignatureState::unreadable;
    unsigned tried = 0;
    auto state = SignatureState::no_such_key;
    for (const auto& [record, key] : keys_read_) {
      if (key.key_tag != rrsig.key_tag || key.algorithm != rrsig.algorithm) continue;
      if (!which || state != SignatureState::does_not_verify) which = key;
      if (!key.zone_key() || key.protocol != 3) {
        if (state == SignatureState::no_such_key) state = SignatureState::not_zone_key;
        continue;
      }
      if (key.revoked()) {
        if (state == SignatureState::no_such_key) state = SignatureState::revoked_key;
        continue;
      }
      if (tried == budget_.limits().keys_per_signature) {
        budget_.reached(Bound::keys_of_tag, tried);
        return SignatureState::not_tried;
      }
      ++tried;
      if (too_many_failures()) return SignatureState::not_tried;
      auto verified = try_once(*data, rrsig, key);
      if (!verified) return SignatureState::not_judged;
      if (*verified) {
        which = key;
        return SignatureState::valid;
      }
      ++failures_;
      state = SignatureState::does_not_verify;
    }
    if (state != SignatureState::no_such_key) return state;
    return has_all_keys_ ? near_miss(rrsig, which) : SignatureState::not_tried;
  }

  // The same RRset comes from each server, and is judged for one question after another: a signature is tried
  // once. Nothing: the work or the time is up.
  std::optional<bool> try_once(ByteView data, const dns::Rrsig& rrsig, const dns::Dnskey& key) {
    auto what = fingerprint(data, rrsig, key);
    if (auto known = budget_.verified(what)) return known;
    if (!budget_.spend_verification(data.size())) return std::nullopt;
    auto verified = verifies(data, rrsig, key);
    budget_.keep_verified(std::move(what), verified);
    return verified;
  }

  bool too_many_failures() {
    if (failures_ < budget_.limits().failures_per_rrset) return false;
    budget_.reached(Bound::failures, failures_);
    return true;
  }

  // A key whose tag would fit with the flag that it ought to have.
  SignatureState near_miss(const dns::Rrsig& rrsig, std::optional<dns::Dnskey>& which) const {
    for (const auto& [record, key] : keys_read_) {
      if (key.algorithm != rrsig.algorithm) continue;
      auto fits = [&](unsigned flags) {
        return dns::key_tag_with_flags(*record, static_cast<std::uint16_t>(flags)) == rrsig.key_tag;
      };
      if (!key.zone_key() && fits(key.flags | 0x0100u)) return which = key, SignatureState::not_zone_key;
      if (key.revoked() && fits(key.flags & ~0x0080u)) return which = key, SignatureState::revoked_key;
    }
    return SignatureState::no_such_key;
  }

  const RRset& set_;
  const ZoneKeys& keys_;
  sys_seconds now_;
  Budget& budget_;
  std::vector<Key> keys_read_;
  bool has_all_keys_;
  unsigned failures_ = 0;
};

// The reason for the whole: a good signature suffices (RFC 6840 section 5.4), so nothing is said of the
// others where one was left out that could be good; then times, by RFC 8914 sections 4.8 and 4.9; then the
// rest, the most telling first.
void conclude(RRsetVerdict& verdict) {
  if (verdict.state == RRsetState::not_judged) return;
  auto at = [&](SignatureState state) -> std::optional<std::size_t> {
    auto found = std::ranges::find(verdict.signatures, state, &SignatureVerdict::state);
    if (found == verdict.signatures.end()) return std::nullopt;
    return static_cast<std::size_t>(found - verdict.signatures.begin());
  };
  constexpr std::pair<SignatureState, RRsetState> order[] = {
      {SignatureState::valid, RRsetState::secure},
      {SignatureState::not_judged, RRsetState::not_judged},
      {SignatureState::not_tried, RRsetState::not_tried},
      {SignatureState::expired, RRsetState::expired},
      {SignatureState::not_yet_valid, RRsetState::not_yet_valid},
      {SignatureState::expired_before_valid, RRsetState::expired_before_valid},
      {SignatureState::not_zone_key, RRsetState::not_zone_key},
      {SignatureState::does_not_verify, RRsetState::does_not_verify},
      {SignatureState::revoked_key, RRsetState::revoked_key},
      {SignatureState::no_such_key, RRsetState::no_such_key},
      {SignatureState::wrong_signer, RRsetState::wrong_signer},
      {SignatureState::bad_labels, RRsetState::bad_labels},
      {SignatureState::unreadable, RRsetState::unreadable},
      {SignatureState::unsupported_algorithm, RRsetState::unsupported},
  };
  for (auto [signature_state, rrset_state] : order) {
    auto found = at(signature_state);
    if (!found) continue;
    verdict.state = rrset_state;
    verdict.telling = found;
    return;
  }
}

}  // namespace

std::optional<std::size_t> RRsetVerdict::wildcard_labels() const {
  const auto* good = signature();
  if (!good || good->rrsig.labels >= owner_labels(owner)) return std::nullopt;
  return good->rrsig.labels;
}

sys_seconds signature_time(std::uint32_t value, sys_seconds now) {
  auto low = static_cast<std::uint32_t>(now.time_since_epoch().count());
  return now + std::chrono::seconds(static_cast<std::int32_t>(value - low));
}

RRsetVerdict judge(const RRset& set, const ZoneKeys& keys, sys_seconds now, Budget& budget) {
  auto verdict = SignatureJudge(set, keys, now, budget).run();
  conclude(verdict);
  return verdict;
}

}  // namespace edig::diagnosis
