// OUT.survey, the file beside a survey's output: what the survey is, so that +resume needs no options again,
// and its summary once it has finished, so that who joins outputs knows what is missing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "survey/shard.h"

namespace edig::survey {

struct State {
  std::vector<std::string> options = {};  // as given, the words of the command line
  std::string input = {};                 // as given
  std::string purpose = {};               // as purpose.h names it
  Shard shard = {};
  std::uint64_t lines = 0;                  // of the input that are rows in the output, once it has finished
  std::optional<std::string> summary = {};  // its JSON; there once the survey has finished

  bool finished() const { return summary.has_value(); }
};

std::string state_path(const std::string& output);

/// Of kind `file`: not there, or no state that this edig knows.
Result<State> read_state(const std::string& path);
/// Whole or not at all (base/whole_file.h).
Result<void> write_state(const std::string& path, const State& state);

}  // namespace edig::survey
