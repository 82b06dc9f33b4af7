#include "diagnosis/validation/zone_link.h"

#include <algorithm>

#include "diagnosis/validation/algorithms.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

struct Key {
  dns::Record record;
  dns::Dnskey key;
};

bool digest_fits(const dns::Record& key, const dns::Ds& ds, Budget& budget) {
  auto made = dns::make_ds(key, ds.digest_type);
  if (made) budget.count_digest();
  auto read = made ? dns::read_ds(*made) : std::nullopt;
  return read && read->digest == ds.digest;
}

DsState usable(const dns::Dnskey& key) {
  if (!key.zone_key() || key.protocol != 3) return DsState::not_zone_key;
  if (key.revoked()) return DsState::revoked;
  return dns::is_well_formed(key) ? DsState::matches : DsState::unreadable;
}

// How good a state is as an explanation: the later in the list, the better.
int rank(DsState state) {
  constexpr DsState order[] = {DsState::no_such_tag, DsState::wrong_algorithm, DsState::wrong_digest,
                               DsState::unreadable,  DsState::not_zone_key,    DsState::revoked,
                               DsState::matches};
  return static_cast<int>(std::ranges::find(order, state) - std::begin(order));
}

// How one key stands to a DS. A key that fits but for the flag that it has or lacks is told as such.
DsState compare_ds(const dns::Ds& ds, const Key& key, Budget& budget) {
  auto flags = key.key.flags;
  if (key.key.key_tag == ds.key_tag) {
    if (key.key.algorithm != ds.algorithm) return DsState::wrong_algorithm;
    if (digest_fits(key.record, ds, budget)) return usable(key.key);
  }
  if (key.key.algorithm == ds.algorithm && usable(key.key) != DsState::matches) {
    auto proper = static_cast<std::uint16_t>((flags | 0x0100u) & ~0x0080u);
    auto other = dns::dnskey_with_flags(key.record, proper);
    if (dns::key_tag_with_flags(key.record, proper) == ds.key_tag && digest_fits(other, ds, budget))
      return usable(key.key);
  }
  return key.key.key_tag == ds.key_tag ? DsState::wrong_digest : DsState::no_such_tag;
}

DsVerdict judge_ds(const dns::Ds& ds, bool has_better_digest, const std::vector<Key>& keys, Budget& budget) {
  DsVerdict verdict{.ds = ds, .key = {}};
  if (!verified(algorithm_support(ds.algorithm)))
    return verdict.state = DsState::unsupported_algorithm, verdict;
  if (!verified(digest_support(ds.digest_type))) return verdict.state = DsState::unsupported_digest, verdict;
  if (ds.digest_type == 1 && has_better_digest) return verdict.state = DsState::obsolete_digest, verdict;
  for (const auto& key : keys) {
    auto state = compare_ds(ds, key, budget);
    if (rank(state) <= rank(verdict.state)) continue;
    verdict.state = state;
    verdict.key = key.key;
  }
  return verdict;
}

// A trust anchor that is a key fits the same key; the REVOKE bit apart (RFC 5011 section 2.1).
DsVerdict judge_key_anchor(const dns::Dnskey& anchor, const std::vector<Key>& keys) {
  DsVerdict verdict{.ds = {anchor.key_tag, anchor.algorithm, 0, {}}, .key = {}, .is_key_anchor = true};
  if (!verified(algorithm_support(anchor.algorithm)))
    return verdict.state = DsState::unsupported_algorithm, verdict;
  for (const auto& key : keys)
    if (key.key.algorithm == anchor.algorithm && key.key.key == anchor.key &&
        (rank(usable(key.key)) > rank(verdict.state))) {
      verdict.state = usable(key.key);
      verdict.key = key.key;
    }
  return verdict;
}

std::vector<DsVerdict> judge_anchors(const std::vector<dns::Record>& anchors, const std::vector<Key>& keys,
                                     Budget& budget) {
  std::vector<dns::Ds> all;
  std::vector<DsVerdict> verdicts;
  for (const auto& record : anchors) {
    if (auto ds = dns::read_ds(record)) all.push_back(*ds);
    if (auto key = dns::read_dnskey(record)) verdicts.push_back(judge_key_anchor(*key, keys));
  }
  for (const auto& ds : all) {
    bool better = std::ranges::any_of(all, [&](const dns::Ds& other) {
      return other.algorithm == ds.algorithm && other.digest_type != 1 &&
             digest_support(other.digest_type) == Support::yes;
    });
    if (verdicts.size() == budget.limits().keys_per_zone) {
      budget.reached(Bound::ds, verdicts.size());
      break;
    }
    verdicts.push_back(judge_ds(ds, better, keys, budget));
  }
  return verdicts;
}

bool any(const std::vector<DsVerdict>& verdicts, DsState state) {
  return std::ranges::any_of(verdicts, [state](const auto& verdict) { return verdict.state == state; });
}

// Before any signature is looked at: what the DS say. Nothing where one of them fits a good key.
std::optional<LinkState> state_of(const std::vector<DsVerdict>& verdicts, bool has_keys) {
  bool usable_ds = std::ranges::any_of(verdicts, [](const auto& verdict) {
    return verdict.state != DsState::unsupported_algorithm && verdict.state != DsState::unsupported_digest;
  });
  if (!usable_ds)
    return any(verdicts, DsState::unsupported_digest) ? LinkState::unsupported_digest
                                                      : LinkState::unsupported_algorithm;
  if (any(verdicts, DsState::matches)) return std::nullopt;
  if (!has_keys) return LinkState::no_dnskey;
  if (any(verdicts, DsState::not_zone_key)) return LinkState::not_zone_key;
  if (any(verdicts, DsState::revoked)) return LinkState::revoked;
  return LinkState::no_match;
}

// The signatures by keys that a DS fits. The others prove nothing here, good or bad.
RRset demanded_signatures(const RRset& set, const std::vector<DsVerdict>& verdicts) {
  RRset demanded = set;
  std::erase_if(demanded.signatures, [&](const dns::Record& record) {
    auto rrsig = dns::read_rrsig(record);
    return !rrsig || std::ranges::none_of(verdicts, [&](const DsVerdict& verdict) {
      return verdict.state == DsState::matches && verdict.key && verdict.key->key_tag == rrsig->key_tag &&
             verdict.key->algorithm == rrsig->algorithm;
    });
  });
  return demanded;
}

bool by_published_key(const RRset& set, const std::vector<Key>& keys) {
  return std::ranges::any_of(set.signatures, [&](const dns::Record& record) {
    auto rrsig = dns::read_rrsig(record);
    return rrsig &&
           std::ranges::any_of(keys, [&](const Key& key) { return key.key.key_tag == rrsig->key_tag; });
  });
}

// The key that lost its Zone Key flag after the set was signed: with the flag, the signature verifies.
std::optional<dns::Dnskey> lost_flag(const RRset& set, const ZoneKeys& trusted, std::chrono::sys_seconds now,
                                     Budget& budget) {
  for (std::size_t i = 0; i < set.records.size(); ++i) {
    auto key = dns::read_dnskey(set.records[i]);
    if (!key || key->zone_key()) continue;
    auto records = set.records;
    records[i] = dns::dnskey_with_flags(records[i], static_cast<std::uint16_t>(key->flags | 0x0100u));
    RRset mended(set.owner, set.type, records, set.signatures);
    if (judge(mended, trusted, now, budget).secure()) return key;
  }
  return std::nullopt;
}

void judge_signatures(LinkVerdict& verdict, const RRset& set, const std::vector<Key>& keys,
                      std::chrono::sys_seconds now, Budget& budget) {
  ZoneKeys trusted{verdict.zone_keys.zone, {}};
  for (const auto& key : keys)
    if (std::ranges::any_of(verdict.ds, [&](const DsVerdict& ds) {
          return ds.state == DsState::matches && ds.key && ds.key->key == key.key.key &&
                 ds.key->flags == key.key.flags;
        }))
      trusted.records.push_back(key.record);
  auto demanded = demanded_signatures(set, verdict.ds);
  if (demanded.signatures.empty()) {
    verdict.signatures = judge(set, verdict.zone_keys, now, budget);
    bool missing = set.signatures.empty() || by_published_key(set, keys);
    verdict.state = missing ? LinkState::no_signature : LinkState::bad_signature;
    if (verdict.signatures.unknown()) verdict.state = LinkState::not_judged;
    return;
  }
  verdict.signatures = judge(demanded, trusted, now, budget);
  verdict.state = verdict.signatures.secure() ? LinkState::secure : LinkState::bad_signature;
  if (verdict.signatures.unknown()) verdict.state = LinkState::not_judged;
  if (verdict.signatures.state != RRsetState::does_not_verify) return;
  verdict.flagless = lost_flag(demanded, trusted, now, budget);
  if (verdict.flagless) verdict.state = LinkState::flag_lost;
}

// The keys of the set, as many as are looked at.
std::vector<Key> read_keys(LinkVerdict& verdict, const RRset& set, Budget& budget) {
  std::vector<Key> keys;
  const auto most = budget.limits().keys_per_zone;
  for (const auto& record : set.records) {
    auto key = dns::read_dnskey(record);
    bool readable = key && dns::is_well_formed(*key);
    if (!readable && verdict.unreadable.size() < most) verdict.unreadable.push_back(dns::key_tag(record));
    if (!key) continue;
    if (keys.size() == most) {
      budget.reached(Bound::keys, most);
      verdict.zone_keys.complete = false;
      break;
    }
    keys.push_back({record, *key});
    verdict.keys.push_back(*key);
    verdict.zone_keys.records.push_back(record);
  }
  return keys;
}

// A DS for a key of which not even the algorithm can be read.
void name_unreadable(LinkVerdict& verdict) {
  for (auto& ds : verdict.ds)
    if (ds.state == DsState::no_such_tag && std::ranges::count(verdict.unreadable, ds.ds.key_tag) > 0)
      ds.state = DsState::unreadable;
}

}  // namespace

LinkVerdict judge_link(const dns::Name& zone, const std::vector<dns::Record>& anchors, const RRset* set,
                       std::chrono::sys_seconds now, Budget& budget) {
  LinkVerdict verdict;
  verdict.zone_keys.zone = zone;
  std::vector<Key> keys;
  if (set) keys = read_keys(verdict, *set, budget);
  verdict.ds = judge_anchors(anchors, keys, budget);
  name_unreadable(verdict);
  if (!anchors.empty()) verdict.ds_ttl = anchors.front().ttl;
  auto state = state_of(verdict.ds, set && !set->records.empty());
  if (state)
    verdict.state = *state;
  else
    judge_signatures(verdict, *set, keys, now, budget);
  // Of a zone that is not secure, those left out may be the ones that it is secure by.
  bool complete = verdict.zone_keys.complete && anchors.size() <= budget.limits().keys_per_zone;
  if (!complete && !verdict.secure()) verdict.state = LinkState::not_judged;
  return verdict;
}

}  // namespace edig::diagnosis
