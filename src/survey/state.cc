#include "survey/state.h"

#include <nlohmann/json.hpp>

#include "base/read_file.h"
#include "base/whole_file.h"
#include "ede/printable.h"

namespace edig::survey {
namespace {

using Json = nlohmann::ordered_json;

// Throws what nlohmann::json throws, or std::invalid_argument.
State parse_state(const std::string& text) {
  auto whole = Json::parse(text);
  if (whole.at("schema").get<int>() != 1) throw std::invalid_argument("its schema is newer than this edig");
  const auto& survey = whole.at("survey");
  State state{.options = survey.at("options").get<std::vector<std::string>>(),
              .input = survey.at("input").get<std::string>(),
              .purpose = survey.value("purpose", std::string()),
              .lines = survey.value("lines", std::uint64_t{0})};
  if (survey.contains("shard")) {
    auto shard = parse_shard(survey.at("shard").get<std::string>(), [](auto&) { return std::nullopt; });
    if (!shard) throw std::invalid_argument(shard.error().text);
    state.shard = *shard;
  }
  if (whole.contains("summary")) state.summary = whole.at("summary").dump();
  return state;
}

}  // namespace

std::string state_path(const std::string& output) { return output + ".survey"; }

Result<State> read_state(const std::string& path) {
  auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  try {
    return parse_state(*text);
  } catch (const std::exception& error) {
    return cannot_read(path, std::string("it does not describe a survey: ") + error.what());
  }
}

Result<void> write_state(const std::string& path, const State& state) {
  Json survey{{"options", Json::array()}, {"input", ede::to_utf8(state.input)}};
  for (const auto& option : state.options) survey["options"].push_back(ede::to_utf8(option));
  if (!state.purpose.empty()) survey["purpose"] = state.purpose;
  if (state.shard.count > 1) survey["shard"] = state.shard.text();
  if (state.finished()) survey["lines"] = state.lines;
  Json whole{{"schema", 1}, {"survey", survey}};
  if (state.finished()) whole["summary"] = Json::parse(*state.summary);
  return write_whole(path, whole.dump(2) + '\n');
}

}  // namespace edig::survey
