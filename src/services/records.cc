#include "services/records.h"

#include <algorithm>

namespace edig::services {

const Lookup* Records::find(const dns::Name& name, std::uint16_t type) {
  if (auto known = known_.find({name, type}); known != known_.end()) return &known->second;
  auto same = [&](const dns::Question& question) { return question.type == type && question.name == name; };
  if (std::ranges::none_of(missing_, same)) missing_.push_back({.name = name, .type = type, .cls = 1});
  return nullptr;
}

void Records::put(const dns::Question& question, Lookup lookup) {
  known_.insert_or_assign({question.name, question.type}, std::move(lookup));
}

}  // namespace edig::services
