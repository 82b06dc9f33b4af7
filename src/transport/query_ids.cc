#include "transport/query_ids.h"

#include "transport/match.h"

namespace edig::transport {

std::optional<std::uint16_t> QueryIds::take(std::uint32_t ticket) {
  if (taken_ >= ids / 4 * 3) return std::nullopt;
  auto id = random_id();
  while (tickets_[id] != 0) id = random_id();
  tickets_[id] = static_cast<std::uint16_t>(ticket + 1);
  ++taken_;
  return id;
}

void QueryIds::release(std::uint16_t id) {
  if (tickets_[id] == 0) return;
  tickets_[id] = 0;
  --taken_;
}

bool QueryIds::release(std::uint16_t id, std::uint32_t ticket) {
  if (find(id) != ticket) return false;
  release(id);
  return true;
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
