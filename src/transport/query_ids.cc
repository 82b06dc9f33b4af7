#include "transport/query_ids.h"

#include <sys/random.h>

#include <stdexcept>

namespace edig::transport {

std::uint16_t QueryIds::random() {
  if (unused_ == 0) {
    auto size = random_.size() * sizeof random_[0];
    if (getrandom(random_.data(), size, 0) != static_cast<ssize_t>(size))
      throw std::runtime_error("no randomness");
    unused_ = random_.size();
  }
  return random_[--unused_];
}

std::optional<std::uint16_t> QueryIds::take(std::uint32_t ticket) {
  if (taken_ >= ids / 4 * 3) return std::nullopt;
  auto id = random();
  while (tickets_[id] != 0) id = random();
  tickets_[id] = static_cast<std::uint16_t>(ticket + 1);
  ++taken_;
  return id;
}

void QueryIds::release(std::uint16_t id) {
  if (tickets_[id] == 0) return;
  tickets_[id] = 0;
  --taken_;
}

std::vector<std::pair<std::uint32_t, std::uint16_t>> QueryIds::release_all() {
  std::vector<std::pair<std::uint32_t, std::uint16_t>> taken;
  for (std::size_t id = 0; id < ids; ++id) {
    if (tickets_[id] != 0) taken.emplace_back(tickets_[id] - 1u, static_cast<std::uint16_t>(id));
    tickets_[id] = 0;
  }
  taken_ = 0;
  return taken;
}

}  // namespace edig::transport
