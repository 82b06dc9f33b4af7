#include "run/survey_resume.h"

#include <unistd.h>

#include <utility>

#include "survey/state.h"

namespace edig::run {
namespace {

survey::State state_of(const SurveyOrder& order) {
  return {.options = order.options,
          .input = order.file,
          .purpose = std::string(name(order.purpose)),
          .shard = order.shard.value_or(survey::Shard{})};
}

// "'names.txt', shard 0/4, +preflight=validation"
std::string described(const survey::State& state) {
  auto text = "'" + state.input + "', shard " + state.shard.text();
  return state.purpose.empty() ? text : text + ", +" + state.purpose;
}

// The output is of this survey, and of no other.
Result<void> check_state(const SurveyOrder& order) {
  auto path = survey::state_path(order.resume);
  if (::access(path.c_str(), F_OK) != 0) return {};
  auto state = survey::read_state(path);
  if (!state) return std::unexpected(state.error());
  auto ours = state_of(order);
  bool same = state->input == ours.input && state->shard == ours.shard && state->purpose == ours.purpose;
  if (same) return {};
  return fail(Error::Kind::usage,
              "'" + order.resume + "' is of a survey of " + described(*state) + ", not of " + described(ours),
              "+resume names another output, or '" + path + "' is to go");
}

}  // namespace

Result<SurveyBefore> go_on(const SurveyOrder& order) {
  SurveyBefore before;
  if (order.resume.empty()) return before;
  if (auto fits = check_state(order); !fits) return std::unexpected(fits.error());
  auto done = survey::read_done(order.resume, [&](const survey::Row& row) { before.summary.add(row); });
  if (!done) return std::unexpected(done.error());
  before.done = std::move(*done);
  return before;
}

Result<void> begin_state(const SurveyOrder& order) {
  if (order.resume.empty()) return {};
  return survey::write_state(survey::state_path(order.resume), state_of(order));
}

Result<void> end_state(const SurveyOrder& order, std::uint64_t lines, std::string summary) {
  auto state = state_of(order);
  state.lines = lines;
  state.summary = std::move(summary);
  return survey::write_state(survey::state_path(order.resume), state);
}

}  // namespace edig::run
