#include "survey/join.h"

#include <unistd.h>

#include "survey/output_reader.h"
#include "survey/state.h"

namespace edig::survey {
namespace {

void add_problem(Joined& joined, const Error& error) {
  if (joined.problems.size() < Joined::most_problems) joined.problems.push_back(error.text);
}

Result<std::optional<State>> state_of(const std::string& output) {
  auto path = state_path(output);
  if (access(path.c_str(), F_OK) != 0) return std::nullopt;
  auto state = read_state(path);
  return state ? Result<std::optional<State>>(std::move(*state)) : std::unexpected(state.error());
}

Part& part_of(Joined& joined, const std::string& path) {
  auto state = state_of(path);
  if (!state) add_problem(joined, state.error());
  bool known = state && *state;
  auto& part = joined.parts[known ? (*state)->input : ""];
  part.complete = part.complete && known && (*state)->finished();
  if (!known) return part;
  if (!(*state)->finished()) joined.unfinished.push_back(path);
  part.shards.insert((*state)->shard.index);
  part.shard_count = std::max(part.shard_count, (*state)->shard.count);
  part.expected += (*state)->lines;
  return part;
}

}  // namespace

std::vector<std::uint32_t> Part::missing_shards() const {
  std::vector<std::uint32_t> missing;
  for (std::uint32_t index = 0; index < shard_count; ++index)
    if (!shards.contains(index)) missing.push_back(index);
  return missing;
}

std::optional<std::uint64_t> Part::missing() const {
  if (!complete || shards.size() != shard_count) return std::nullopt;
  return expected > rows.size() ? expected - rows.size() : 0;
}

Result<Joined> join(std::span<const std::string> paths, const std::function<void(const Row&)>& each) {
  if (paths.empty())
    return fail(Error::Kind::usage, "+summary needs the outputs of a survey", "edig +summary FILE...");
  Joined joined;
  for (const auto& path : paths) {
    auto output = OutputReader::open(path);
    if (!output) return std::unexpected(output.error());
    auto& part = part_of(joined, path);
    while (auto row = output->next()) {
      if (!*row) {
        ++joined.bad_rows;
        add_problem(joined, row->error());
      } else if (!part.rows.add(**row)) {
        ++part.twice;
      } else {
        joined.summary.add(**row);
        if (each) each(**row);
      }
    }
    if (output->is_torn()) joined.torn.push_back(path);
  }
  return joined;
}

}  // namespace edig::survey
