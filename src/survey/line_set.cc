#include "survey/line_set.h"

namespace edig::survey {

bool LineSet::add(std::uint64_t line) {
  if (line == 0 || line > most) return true;
  auto block = static_cast<std::size_t>(line / lines_a_block);
  if (block >= blocks_.size()) blocks_.resize(block + 1);
  if (!blocks_[block]) blocks_[block] = std::make_unique<Block>();
  auto& word = (*blocks_[block])[line % lines_a_block / 64];
  auto bit = std::uint64_t{1} << line % 64;
  bool is_new = (word & bit) == 0;
  word |= bit;
  size_ += is_new;
  return is_new;
}

bool LineSet::has(std::uint64_t line) const {
  auto block = static_cast<std::size_t>(line / lines_a_block);
  if (block >= blocks_.size() || !blocks_[block]) return false;
  return ((*blocks_[block])[line % lines_a_block / 64] >> line % 64 & 1) != 0;
}

}  // namespace edig::survey
