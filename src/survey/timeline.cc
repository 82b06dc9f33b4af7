#include "survey/timeline.h"

#include <algorithm>

namespace edig::survey {

std::string_view name(Class what) {
  constexpr std::array<std::string_view, classes.size()> names = {"fine", "suspect", "failure", "no-reply",
                                                                  "bad-input"};
  return names[static_cast<std::size_t>(what)];
}

void Timeline::add(std::int64_t at, Class what) {
  if (at <= 0) return;
  if (spans_.empty()) first_ = at / seconds_;
  auto last = [this] { return first_ + static_cast<std::int64_t>(spans_.size()) - 1; };
  constexpr auto most = static_cast<std::int64_t>(most_spans);
  while (!spans_.empty() && std::max(last(), at / seconds_) - std::min(first_, at / seconds_) >= most)
    widen();
  auto place = at / seconds_;
  if (place < first_) {
    spans_.insert(spans_.begin(), static_cast<std::size_t>(first_ - place), {});
    first_ = place;
  }
  if (place > last()) spans_.resize(static_cast<std::size_t>(place - first_) + 1);
  ++spans_[static_cast<std::size_t>(place - first_)][static_cast<std::size_t>(what)];
}

void Timeline::widen() {
  auto first = first_ / 2;
  std::vector<Span> wider(
      static_cast<std::size_t>((first_ + static_cast<std::int64_t>(spans_.size()) - 1) / 2 - first) + 1);
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    auto& into = wider[static_cast<std::size_t>((first_ + static_cast<std::int64_t>(i)) / 2 - first)];
    std::ranges::transform(into, spans_[i], into.begin(), std::plus());
  }
  spans_ = std::move(wider);
  first_ = first;
  seconds_ *= 2;
}

}  // namespace edig::survey
