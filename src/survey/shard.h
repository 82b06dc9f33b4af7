// +shard=K/N: the part of the input that one of N machines or tasks takes, K from 0 to N-1.
//
// A name is in the shard that the hash of its registrable domain says, so that the names of a zone are asked
// from one place and share evidence, and a sorted list does not make one shard ask one TLD. All N have to
// split alike: by the same version of libpsl's list.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "dns/name.h"

namespace edig::survey {

struct Shard {
  std::uint32_t index = 0, count = 1;

  bool takes(const dns::Name& name) const;
  /// "3/100"
  std::string text() const;
  friend bool operator==(const Shard&, const Shard&) = default;
};

/// A variable of the environment.
using Variable = std::function<std::optional<std::string>(const std::string& name)>;

/// "3/100"; "/100", and the place from the scheduler that runs edig as one of an array's tasks
/// (schedulers.csv); "", and the count from it, too, where it tells it: Slurm, AWS Batch and Grid Engine do.
/// Errors are of kind `usage`.
Result<Shard> parse_shard(std::string_view text, const Variable& variable);

}  // namespace edig::survey
