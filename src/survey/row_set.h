// Which rows of a survey are there: of each line of the input one, or with +compare one from each server.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "survey/line_set.h"
#include "survey/row.h"

namespace edig::survey {

/// Whose row it is: address and port.
using Place = std::pair<std::string, std::uint16_t>;
inline Place place_of(const Row& row) { return {std::string(row.server), row.port}; }

class RowSet {
 public:
  /// More servers than are compared; a row of one beyond is always new, and forgotten.
  static constexpr std::size_t most_servers = 64;

  /// Whether it is new.
  bool add(const Row& row);
  /// The line has its only row.
  bool has(std::uint64_t line) const { return lines_.has(line); }
  /// It has that of this server.
  bool has(std::uint64_t line, const Place& server) const;
  std::uint64_t size() const { return size_; }

 private:
  LineSet lines_;
  std::map<Place, LineSet> by_server_;
  std::uint64_t size_ = 0;
};

}  // namespace edig::survey
