#include "services/caa.h"

#include <algorithm>

#include "base/ascii.h"
#include "services/caa_property.h"
#include "services/record_types.h"

namespace edig::services {
namespace {

constexpr std::size_t most_properties = 200;

// RFC 8659 section 3: the domain and its parents, without the root.
std::vector<dns::Name> climb(dns::Name name) {
  std::vector<dns::Name> names;
  for (; !name.is_root(); name = name.parent()) names.push_back(name);
  return names;
}

void read_properties(Caa& result, const Lookup& lookup, const dns::Question& about) {
  result.found_at = about.name;
  result.secure = lookup.status == diagnosis::Status::secure;
  result.judgement.raise(State::works);
  auto count = std::min(lookup.records.size(), most_properties);
  for (const auto& record : std::span(lookup.records).first(count))
    if (auto property = read_caa(record, about, result.judgement))
      result.properties.push_back(std::move(*property));
  if (count < lookup.records.size())
    result.judgement.add({.kind = "caa-too-many",
                          .about = about,
                          .values = {{"count", static_cast<std::int64_t>(lookup.records.size())},
                                     {"looked_at", static_cast<std::int64_t>(count)}}});
}

bool has_tag(const Caa& caa, std::string_view tag) {
  return std::ranges::find(caa.properties, tag, &Caa::Property::tag) != caa.properties.end();
}

bool has_unknown_critical(const Caa& caa) {
  return std::ranges::any_of(caa.properties, [](const auto& property) {
    return property.critical && !is_known_caa_tag(property.tag);
  });
}

// Any issuer at all; where it is not restricted, too.
bool permits_anybody(const Caa& caa, std::string_view tag) {
  return !has_tag(caa, tag) || std::ranges::any_of(caa.properties, [&](const auto& property) {
    return property.tag == tag && !property.issuer.empty();
  });
}

}  // namespace

bool Caa::permits(std::string_view issuer, bool wildcard) const {
  if (has_unknown_critical(*this)) return false;
  std::string_view tag = wildcard && has_tag(*this, "issuewild") ? "issuewild" : "issue";
  auto name = ascii::lower(issuer);
  return !has_tag(*this, tag) || std::ranges::any_of(properties, [&](const auto& property) {
    return property.tag == tag && property.issuer == name;
  });
}

Caa caa(Records& records, const dns::Name& domain) {
  Caa result;
  auto names = climb(domain);
  for (const auto& name : names) records.find(name, type::caa);
  for (const auto& name : names) {
    const auto* lookup = records.find(name, type::caa);
    if (!lookup) return result;
    if (lookup->denied()) continue;
    dns::Question about{.name = name, .type = type::caa};
    if (lookup->outcome == Lookup::Outcome::failed) {
      result.judgement.add_failure("caa-failed", about, *lookup);
      return result;
    }
    read_properties(result, *lookup, about);
    if (!has_unknown_critical(result) && !permits_anybody(result, "issue"))
      result.judgement.add({.kind = "caa-forbids-all", .about = about});
    return result;
  }
  result.judgement.add({.kind = "caa-none", .about = {.name = domain, .type = type::caa}});
  return result;
}

}  // namespace edig::services
