#include "diagnosis/judgement/sides.h"

#include <numeric>

namespace edig::diagnosis {

std::optional<std::uint16_t> said(const Side& side, std::initializer_list<std::uint16_t> wanted) {
  auto found = std::ranges::find_first_of(side.info_codes, wanted);
  return found == side.info_codes.end() ? std::nullopt : std::optional(*found);
}

bool sets_ad(const Result<dns::Message>& reply) { return reply && reply->header.ad; }

Sides::Sides(std::span<const Side> sides, std::uint16_t asked) : sides_(sides) {
  for (const auto& side : sides) {
    told_.push_back(told_by(side.reply, asked));
    data_.push_back(side.reply ? data_of(*side.reply, asked) : Data());
  }
}

Indices Sides::all() const {
  Indices indices(size());
  std::iota(indices.begin(), indices.end(), 0u);
  return indices;
}

Indices Sides::of(Told told) const {
  return where([&](auto i) { return told_[i] == told; });
}

Indices Sides::answering() const {
  return where([&](auto i) { return answers(told_[i]); });
}

Indices Sides::without(const Indices& of, const Indices& these) {
  return among(of, [&](auto i) { return std::ranges::find(these, i) == these.end(); });
}

bool Sides::agree(std::size_t a, std::size_t b) const {
  if (told_[a] != told_[b]) return false;
  if (told_[a] == Told::silent) return true;
  return sides_[a].reply->rcode == sides_[b].reply->rcode && data_[a] == data_[b];
}

std::vector<Indices> Sides::groups() const {
  std::vector<Indices> groups;
  for (std::size_t i = 0; i < size(); ++i) {
    auto found = std::ranges::find_if(groups, [&](const auto& one) { return agree(one.front(), i); });
    found == groups.end() ? groups.push_back({i}) : found->push_back(i);
  }
  auto earlier = [](const Indices& a, const Indices& b) {
    return a.size() != b.size() ? a.size() > b.size() : a.front() < b.front();
  };
  std::ranges::sort(groups, earlier);
  return groups;
}

}  // namespace edig::diagnosis
