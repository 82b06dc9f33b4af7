#include "diagnosis/judgement/unsigned_to_some.h"

#include <algorithm>

#include "diagnosis/validation/algorithms.h"

namespace edig::diagnosis {
namespace {

constexpr std::uint16_t unsupported_algorithm = 1, unsupported_digest = 2;

// Every validator supports it, as far as the INFO-CODE goes. A trust anchor that is a key has no digest.
bool is_for_all(const Link::Ds& ds, std::uint16_t info_code) {
  if (info_code == unsupported_algorithm) return algorithm_support(ds.algorithm) == Support::yes;
  return ds.digest_type == 0 || digest_support(ds.digest_type) == Support::yes;
}

}  // namespace

const Link* unsigned_to_some(std::span<const Link> chain, std::uint16_t info_code) {
  if (info_code != unsupported_algorithm && info_code != unsupported_digest) return nullptr;
  for (const auto& link : chain) {
    bool for_all =
        std::ranges::any_of(link.ds, [info_code](const auto& ds) { return is_for_all(ds, info_code); });
    if (!link.ds.empty() && !for_all) return &link;
    if (link.status == Status::bogus) return nullptr;
  }
  return nullptr;
}

const Link* unchecked(std::span<const Link> chain) {
  auto found = std::ranges::find_if(chain, [](const Link& link) {
    return link.unverified() && std::ranges::any_of(link.ds, [](const Link::Ds& ds) {
             return is_for_others(ds.algorithm, ds.digest_type);
           });
  });
  return found == chain.end() ? nullptr : &*found;
}

}  // namespace edig::diagnosis
