#include "services/records.h"

#include <algorithm>

namespace edig::services {

const Lookup* Records::find(const dns::Name& name, std::uint16_t type) {
  if (const auto* lookup = known({.name = name, .type = type})) return lookup;
  ++misses_;
  auto same = [&](const dns::Question& question) { return question.type == type && question.name == name; };
  if (std::ranges::none_of(missing_, same)) missing_.push_back({.name = name, .type = type, .cls = 1});
  return nullptr;
}

const Lookup* Records::known(const dns::Question& question) const {
  auto found = known_.find({question.name, question.type});
  return found == known_.end() ? nullptr : &found->second;
}

void Records::put(const dns::Question& question, Lookup lookup) {
  known_.insert_or_assign({question.name, question.type}, std::move(lookup));
}

}  // namespace edig::services
