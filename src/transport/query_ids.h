// The IDs of queries under way on one socket: nobody can guess them (RFC 5452 section 9.2).
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace edig::transport {

class QueryIds {
 public:
  /// An ID for the query `ticket`, which is below 65,535; nothing where three quarters are taken.
  std::optional<std::uint16_t> take(std::uint32_t ticket);
  /// Whose it is; nothing where it is nobody's.
  std::optional<std::uint32_t> find(std::uint16_t id) const {
    return tickets_[id] == 0 ? std::nullopt : std::optional<std::uint32_t>(tickets_[id] - 1u);
  }
  void release(std::uint16_t id);
  /// False: it is not, or no longer, that of `ticket`, and stays whosever it is.
  bool release(std::uint16_t id, std::uint32_t ticket);
  std::size_t size() const { return taken_; }
  /// The tickets and IDs that are taken; they all are free then.
  std::vector<std::pair<std::uint32_t, std::uint16_t>> release_all();

 private:
  static constexpr std::size_t ids = 65536;
  std::vector<std::uint16_t> tickets_ = std::vector<std::uint16_t>(ids);  // one more than the ticket; 0: free
  std::size_t taken_ = 0;
};

}  // namespace edig::transport
