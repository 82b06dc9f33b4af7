// "Did you mean": the nearest right spelling of a mistyped word.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace edig::cli {

/// How many letters must be put in, left out, changed or swapped with their neighbour to make `a` into `b`
/// (optimal string alignment); case does not count.
std::size_t distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, or "" where none is near enough to be meant.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace edig::cli
