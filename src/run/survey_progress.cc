#include "run/survey_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/write_all.h"
#include "dns/types.h"

namespace edig::run {
namespace {

constexpr std::size_t most_kinds = 3;
constexpr auto often = std::chrono::seconds(1), seldom = std::chrono::seconds(10);

std::uint64_t whole(double number) { return static_cast<std::uint64_t>(number + 0.5); }

std::string duration(double seconds) {
  auto all = whole(seconds);
  if (all < 60) return fmt::format("{} s", all);
  if (all < 3600) return fmt::format("{} min {} s", all / 60, all % 60);
  return fmt::format("{} h {} min", all / 3600, all / 60 % 60);
}

std::string kind_of(const survey::Row& row) {
  if (row.outcome != survey::Outcome::replied) return std::string(survey::name(row.outcome));
  if (!row.answered()) return dns::rcode_text(row.rcode);
  return row.services && !row.services->good() ? std::string(row.services->state) : "in doubt";
}

}  // namespace

void SurveyProgress::count(const survey::Row& row) {
  ++done_;
  if (row.fine()) return;
  ++failures_;
  ++kinds_[kind_of(row)];
}

void SurveyProgress::begin(std::string_view what, std::uint64_t total) {
  phase_ = what;
  phase_total_ = total;
  phase_begun_at_ = done_;
  phase_start_ = Clock::now();
}

std::optional<double> SurveyProgress::seconds_left(std::optional<double> part) const {
  auto spent = std::chrono::duration<double>(Clock::now() - phase_start_).count();
  if (phase_total_ > 0)
    part = static_cast<double>(done_ - phase_begun_at_) / static_cast<double>(phase_total_);
  if (!part || *part <= 0.001 || *part > 1) return std::nullopt;
  return spent / *part * (1 - *part);
}

std::string SurveyProgress::text(std::optional<double> part, double rate) const {
  auto text = fmt::format("{}: {} done, {:.0f} a second", phase_, done_, rate);
  if (auto left = seconds_left(part)) text += ", " + duration(*left) + " left";
  text += fmt::format(", {} not fine", failures_);
  std::vector<std::pair<std::string, std::uint64_t>> kinds(kinds_.begin(), kinds_.end());
  std::ranges::sort(kinds, std::ranges::greater(), [](auto& kind) { return kind.second; });
  if (kinds.size() > most_kinds) kinds.resize(most_kinds);
  for (const auto& [kind, count] : kinds)
    text += fmt::format(" {} {} {}", &kind == &kinds.front().first ? ":" : ",", count, kind);
  return text;
}

std::string SurveyProgress::json(std::optional<double> part, double rate) const {
  nlohmann::ordered_json object = {
      {"phase", phase_}, {"done", done_}, {"a_second", whole(rate)}, {"failures", failures_}};
  if (auto left = seconds_left(part)) object["seconds_left"] = whole(*left);
  for (const auto& [kind, count] : kinds_) object["by_kind"][kind] = count;
  return nlohmann::ordered_json{{"progress", object}}.dump();
}

void SurveyProgress::show(std::optional<double> part) {
  auto now = Clock::now();
  if (now < due_) return;
  bool terminal = line_.wanted();
  due_ = now + (terminal || as_json_ ? often : seldom);
  auto rate = static_cast<double>(done_ - last_done_) / std::chrono::duration<double>(now - last_).count();
  last_ = now;
  last_done_ = done_;
  if (as_json_)
    write_all(STDERR_FILENO, json(part, rate) + '\n');
  else if (terminal)
    line_.show(text(part, rate));
  else
    write_all(STDERR_FILENO, text(part, rate) + '\n');
}

}  // namespace edig::run
