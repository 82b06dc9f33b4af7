#include "services/dmarc_walk.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::services::dmarc {
namespace {

constexpr std::size_t walked_labels = 7;

std::vector<dns::Name> names_from(const dns::Name& domain) {
  std::vector<dns::Name> names = {domain};
  for (auto name = domain.label_count() > walked_labels ? domain.suffix(walked_labels) : domain.parent();
       !name.is_root(); name = name.parent())
    names.push_back(name);
  return names;
}

Step read(const dns::Name& domain, const Lookup& lookup) {
  Step step{.domain = domain, .status = lookup.status, .failure = lookup.failure};
  step.texts = record_texts(lookup);
  if (lookup.outcome == Lookup::Outcome::failed)
    step.outcome = Step::Outcome::failed;
  else if (step.texts.size() > 1)
    step.outcome = Step::Outcome::several;
  else if (step.texts.size() == 1) {
    step.record = parse_record(step.texts.front(), step.remarks);
    step.outcome = step.record ? Step::Outcome::record : Step::Outcome::invalid;
  }
  return step;
}

bool ends_walk(const Step& step) { return step.record && step.record->psd != 'u'; }

}  // namespace

const Step* Walk::at(const dns::Name& domain) const {
  auto found = std::ranges::find(steps, domain, &Step::domain);
  return found == steps.end() ? nullptr : &*found;
}

const Step* Walk::failure() const {
  if (steps.front().record) return nullptr;
  auto failed = std::ranges::find(steps, Step::Outcome::failed, &Step::outcome);
  return failed == steps.end() ? nullptr : &*failed;
}

std::optional<dns::Name> Walk::organizational_domain() const {
  const auto& domain = steps.front().domain;
  if (std::ranges::count(steps, Step::Outcome::failed, &Step::outcome) > 0) return std::nullopt;
  const Step* highest = nullptr;
  for (const auto& step : steps) {
    if (!step.record) continue;
    if (step.record->psd == 'n') return step.domain;
    if (step.record->psd == 'y' && step.domain != domain) return domain.suffix(step.domain.label_count() + 1);
    highest = &step;
  }
  return highest ? highest->domain : domain;
}

const Step* Walk::policy() const {
  if (steps.front().record) return &steps.front();
  auto organizational = organizational_domain();
  if (!organizational) return nullptr;
  const auto* own = at(*organizational);
  if (own && own->record) return own;
  const auto& last = steps.back();
  return last.record && last.record->psd == 'y' ? &last : nullptr;
}

std::optional<Walk> walk_tree(const dns::Name& domain, Records& records) {
  Walk walk;
  bool complete = true;
  for (const auto& name : names_from(domain)) {
    auto at = name.child("_dmarc");
    const auto* lookup = at ? records.find(*at, dns::type::txt) : nullptr;
    complete &= !at || lookup != nullptr;
    if (!complete) continue;  // but what is above is noted, too
    walk.steps.push_back(lookup ? read(name, *lookup) : Step{.domain = name});
    if (ends_walk(walk.steps.back())) break;
  }
  return complete ? std::optional(std::move(walk)) : std::nullopt;
}

}  // namespace edig::services::dmarc
