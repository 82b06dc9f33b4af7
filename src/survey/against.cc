#include "survey/against.h"

#include <algorithm>

#include "survey/stable_hash.h"

namespace edig::survey {
namespace {

constexpr std::size_t most_old_causes = 4096;

std::uint64_t hash_of(const Row& row) {
  const std::array<std::uint8_t, 2> type = {static_cast<std::uint8_t>(row.type >> 8),
                                            static_cast<std::uint8_t>(row.type)};
  auto hash = stable_hash(as_bytes(row.name), stable_hash(type));
  return row.servers > 1 ? stable_hash(as_bytes(row.server), hash) : hash;
}

std::uint64_t hash_of(const std::string& cause) { return stable_hash(as_bytes(cause)); }

}  // namespace

std::string_view name(Change change) {
  constexpr std::array<std::string_view, changes.size()> names = {
      "broke", "mended", "other-cause", "same-cause", "still-fine", "added", "gone"};
  return names[static_cast<std::size_t>(change)];
}

Result<void> Comparison::add_old(const Row& row) {
  if (row.outcome == Outcome::bad_input) return {};
  if (fine_.size() + failing_.size() == most_names)
    return fail(Error::Kind::file, "+against compares " + std::to_string(most_names) + " names at the most",
                "compare shard by shard");
  if (row.fine()) {
    fine_.push_back(hash_of(row));
    return {};
  }
  auto cause = cause_of(row);
  auto hash = hash_of(cause);
  failing_.push_back({hash_of(row), hash});
  auto place = std::ranges::lower_bound(old_causes_, hash, {}, [](auto& one) { return one.first; });
  bool known = place != old_causes_.end() && place->first == hash;
  if (!known && old_causes_.size() < most_old_causes) old_causes_.insert(place, {hash, cause});
  return {};
}

void Comparison::turn() {
  std::ranges::sort(fine_);
  std::ranges::sort(failing_, {}, &Failing::name);
  // A name that is in a survey twice is one.
  fine_.erase(std::ranges::unique(fine_).begin(), fine_.end());
  failing_.erase(std::ranges::unique(failing_, {}, &Failing::name).begin(), failing_.end());
  std::erase_if(fine_,
                [this](auto hash) { return std::ranges::binary_search(failing_, hash, {}, &Failing::name); });
  seen_.assign(fine_.size() + failing_.size(), false);
}

std::string Comparison::old_cause(std::uint64_t hash) const {
  auto found = std::ranges::lower_bound(old_causes_, hash, {}, [](auto& one) { return one.first; });
  return found != old_causes_.end() && found->first == hash ? found->second : "?";
}

// With the cause that it is counted under.
std::pair<Change, std::string> Comparison::judge(const Row& row) {
  auto hash = hash_of(row);
  auto failed = std::ranges::lower_bound(failing_, hash, {}, &Failing::name);
  if (failed != failing_.end() && failed->name == hash) {
    seen_[fine_.size() + static_cast<std::size_t>(failed - failing_.begin())] = true;
    if (row.fine()) return {Change::mended, old_cause(failed->cause)};
    auto cause = cause_of(row);
    if (hash_of(cause) == failed->cause) return {Change::same_cause, cause};
    return {Change::other_cause, old_cause(failed->cause) + " -> " + cause};
  }
  auto was_fine = std::ranges::lower_bound(fine_, hash);
  if (was_fine == fine_.end() || *was_fine != hash) return {Change::added, row.fine() ? "" : cause_of(row)};
  seen_[static_cast<std::size_t>(was_fine - fine_.begin())] = true;
  if (row.fine()) return {Change::still_fine, ""};
  return {Change::broke, cause_of(row)};
}

void Comparison::add_new(const Row& row) {
  if (row.outcome == Outcome::bad_input) return;
  auto judged = judge(row);
  tallies_[static_cast<std::size_t>(judged.first)].add(row);
  if (!judged.second.empty()) causes_[judged].add(row);
}

std::uint64_t Comparison::gone() const {
  return static_cast<std::uint64_t>(std::ranges::count(seen_, false));
}

Result<Compared> compare(std::span<const std::string> before, std::span<const std::string> after) {
  Compared compared;
  Result<void> fits;
  auto old_survey = join(before, [&](auto& row) {
    if (fits) fits = compared.comparison.add_old(row);
  });
  if (!old_survey) return std::unexpected(old_survey.error());
  if (!fits) return std::unexpected(fits.error());
  compared.comparison.turn();
  auto new_survey = join(after, [&](auto& row) { compared.comparison.add_new(row); });
  if (!new_survey) return std::unexpected(new_survey.error());
  compared.before = std::move(*old_survey);
  compared.after = std::move(*new_survey);
  return compared;
}

}  // namespace edig::survey
