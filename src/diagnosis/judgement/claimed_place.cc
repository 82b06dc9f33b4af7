#include "diagnosis/judgement/claimed_place.h"

#include <algorithm>

#include "diagnosis/judgement/words.h"

namespace edig::diagnosis {
namespace {

using Errors = std::vector<const Finding*>;

struct Compared {
  bool agrees;
  Value named, found;
};

template <typename Type>
const Type* evidence(const Finding& finding, std::string_view key) {
  auto item = std::ranges::find(finding.evidence, key, &EvidenceItem::key);
  return item == finding.evidence.end() ? nullptr : std::get_if<Type>(&item->value);
}

// Of a DS RRset, which is its parent's, the name of the zone is as good.
std::optional<Compared> compare_zone(const ede::Reading& claimed, const Errors& errors) {
  auto zone = dns::Name::parse(claimed.zone);
  if (claimed.zone.empty() || !zone) return std::nullopt;
  bool agrees = std::ranges::any_of(errors, [&](const Finding* error) {
    return error->zone == *zone || error->rrset == zone->text() + " DS";
  });
  return Compared{agrees, zone->text(), errors.front()->zone.text()};
}

// Where the cause is at some servers and not at others.
std::optional<Compared> compare_server(const ede::Reading& claimed, const Errors& errors) {
  if (claimed.server.empty()) return std::nullopt;
  bool agrees = std::ranges::any_of(errors, [&](const Finding* error) {
    const auto* servers = evidence<std::vector<std::string>>(*error, "servers");
    return error->server == claimed.server ||
           (servers && std::ranges::find(*servers, claimed.server) != servers->end());
  });
  if (!agrees && errors.front()->server.empty()) return std::nullopt;
  return Compared{agrees, claimed.server, errors.front()->server};
}

// Of several keys that fail the evidence has one: another one that is named is as true.
std::optional<Compared> compare_key(const ede::Reading& claimed, const Errors& errors) {
  const auto* tag = evidence<std::int64_t>(*errors.front(), "key_tag");
  if (!claimed.key_tag || !tag || *tag != *claimed.key_tag) return std::nullopt;
  return Compared{true, word("claim-key", {{"tag", *tag}}), Wording()};
}

}  // namespace

std::optional<PlaceVerdict> judge_place(const ede::Reading& claimed, const Diagnosis& diagnosis) {
  Errors errors;
  for (const auto& finding : diagnosis.findings)
    if (finding.is_error()) errors.push_back(&finding);
  if (errors.empty()) return std::nullopt;
  auto fault = errors.front()->fault;
  if (fault != Fault::zone && fault != Fault::parent) return std::nullopt;
  std::vector<Value> agreed;
  for (const auto& compared :
       {compare_zone(claimed, errors), compare_server(claimed, errors), compare_key(claimed, errors)}) {
    if (!compared) continue;
    if (!compared->agrees)
      return PlaceVerdict{
          false, word("claim-place-differs", {{"named", compared->named}, {"found", compared->found}})};
    agreed.push_back(compared->named);
  }
  if (agreed.empty()) return std::nullopt;
  return PlaceVerdict{true, word("claim-place-agrees", {{"named", list(std::move(agreed))}})};
}

}  // namespace edig::diagnosis
