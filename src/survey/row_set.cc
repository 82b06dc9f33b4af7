#include "survey/row_set.h"

namespace edig::survey {

bool RowSet::add(const Row& row) {
  auto place = place_of(row);
  bool too_many = row.servers > 1 && by_server_.size() == most_servers && !by_server_.contains(place);
  bool is_new = too_many || (row.servers > 1 ? by_server_[place] : lines_).add(row.line);
  size_ += is_new ? 1 : 0;
  return is_new;
}

bool RowSet::has(std::uint64_t line, const Place& server) const {
  auto found = by_server_.find(server);
  return found != by_server_.end() && found->second.has(line);
}

}  // namespace edig::survey
