// edig +summary FILE...: outputs of a survey, of one machine or many, as one summary; and what is missing
// from it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "survey/row.h"
#include "survey/row_set.h"
#include "survey/shard.h"
#include "survey/summary.h"

namespace edig::survey {

/// What the outputs hold of one input.
struct Part {
  RowSet rows = {};
  std::uint64_t twice = 0;  // rows that were there already: not counted
  std::set<std::uint32_t> shards = {};
  std::uint32_t shard_count = 0;  // 0: no state says it
  std::uint64_t expected = 0;     // rows, as far as finished states say
  bool complete = true;           // every output has a state, which is finished, and every shard is there

  /// 0 to shard_count - 1 that no output is of.
  std::vector<std::uint32_t> missing_shards() const;
  /// Rows that should be there; nothing where that is not known.
  std::optional<std::uint64_t> missing() const;
};

struct Joined {
  Summary summary = {};
  std::map<std::string, Part> parts = {};    // by the input, as states name it; "" where there is none
  std::vector<std::string> unfinished = {};  // outputs whose survey has not ended
  std::vector<std::string> torn = {};        // whose last line was not written whole
  std::vector<std::string> problems =
      {};  // lines that are no rows, files that end early; no more than `most_problems`
  std::uint64_t bad_rows = 0;
  static constexpr std::size_t most_problems = 20;
};

/// Reads `paths` one after the other. Errors: one cannot be opened, or there are none.
Result<Joined> join(std::span<const std::string> paths, const std::function<void(const Row&)>& each = {});

}  // namespace edig::survey
