// Which lines of the input: a bit each, made as it is needed. Ten million lines take 1.25 MB.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace edig::survey {

class LineSet {
 public:
  /// Lines from 1 to this: more than there are domains. 128 MiB where all are there.
  static constexpr std::uint64_t most = std::uint64_t{1} << 30;

  /// Whether it is new. A line beyond `most` is always new, and forgotten.
  bool add(std::uint64_t line);
  bool has(std::uint64_t line) const;
  std::uint64_t size() const { return size_; }

 private:
  static constexpr std::size_t lines_a_block = 1 << 16;
  using Block = std::array<std::uint64_t, lines_a_block / 64>;

  std::vector<std::unique_ptr<Block>> blocks_;
  std::uint64_t size_ = 0;
};

}  // namespace edig::survey
