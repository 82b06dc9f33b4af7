// A hash that stays the same: between machines, runs and versions. Shards are made by it.
#pragma once

#include <cstdint>

#include "base/ascii.h"
#include "base/bytes.h"

namespace edig::survey {

/// FNV-1a, 64 bits, of the octets with ASCII letters in lower case, and behind it the finalizer of
/// SplitMix64, which spreads it over all bits.
constexpr std::uint64_t stable_hash(ByteView octets, std::uint64_t seed = 0xcbf29ce484222325) {
  auto hash = seed;
  for (auto octet : octets) {
    hash ^= static_cast<unsigned char>(ascii::to_lower(static_cast<char>(octet)));
    hash *= 0x100000001b3;
  }
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

}  // namespace edig::survey
