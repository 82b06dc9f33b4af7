#include "cli/survey_order.h"

#include <utility>

#include "cli/server_spec.h"
#include "cli/setters.h"
#include "cli/values.h"
#include "transport/bulk.h"

namespace edig::cli {
namespace {

constexpr std::uint32_t max_column = 1000, max_rate = 10000000;

Result<void> check(const Interpreter& given) {
  auto wrong = [](const char* text, const char* hint = "") { return fail(Error::Kind::usage, text, hint); };
  const auto& line = given.line;
  if (!given.questions.empty())
    return wrong("+survey takes its names from the file", "put the name in there");
  if (!line.batch_file.empty())
    return wrong("+survey and -f both read names from a file", "leave out one of them");
  if (line.watch)
    return wrong("+survey asks each name once, +watch again and again", "leave out one of them");
  if (line.tsig_key) return wrong("+survey does not sign its queries", "-f with -y or -k does");
  const auto& question = given.defaults;
  if (question.discover)
    return wrong("+survey does not discover servers", "name the server, as @tls://SERVER");
  if (question.proxy) return wrong("+survey does not speak as a proxy");
  return {};
}

Result<void> take_number(std::optional<unsigned>& target, const Given& given, std::uint32_t most) {
  auto number = parse_number(*given.value, 1, most, given.spelling);
  if (!number) return std::unexpected(number.error());
  target = *number;
  return {};
}

}  // namespace

Result<CommandLine> make_survey(Interpreter given, Common& common) {
  if (auto fits = check(given); !fits) return std::unexpected(fits.error());
  auto order = given.line.survey;
  if (given.line.shard) {
    auto shard = survey::parse_shard(*given.line.shard, common.environment.variable);
    if (!shard) return std::unexpected(shard.error());
    order.shard = *shard;
  }
  order.type = given.defaults.type;
  order.html_file = given.line.html_file;
  auto question = given.defaults;
  question.name = ".";
  auto line = given.line;
  line.search = false;
  auto request = make_request(common, line, question);
  if (!request) return std::unexpected(request.error());
  CommandLine made;
  made.requests.push_back(std::move(*request));
  made.survey = std::move(order);
  return made;
}

Result<void> set_survey(LineSettings& line, QuestionSettings&, const Given& given) {
  line.survey.file = *given.value;
  return {};
}

Result<void> set_column(LineSettings& line, QuestionSettings&, const Given& given) {
  return take_number(line.survey.columns.name, given, max_column);
}

Result<void> set_weight(LineSettings& line, QuestionSettings&, const Given& given) {
  return take_number(line.survey.columns.weight, given, max_column);
}

Result<void> set_rate(LineSettings& line, QuestionSettings&, const Given& given) {
  auto rate = parse_number(*given.value, 0, max_rate, given.spelling);
  if (!rate) return std::unexpected(rate.error());
  line.survey.pace.rate = *rate;
  return {};
}

Result<void> set_parallel(LineSettings& line, QuestionSettings&, const Given& given) {
  auto parallel = parse_number(*given.value, 1, transport::max_tickets, given.spelling);
  if (!parallel) return std::unexpected(parallel.error());
  line.survey.pace.parallel = *parallel;
  return {};
}

Result<void> set_shard(LineSettings& line, QuestionSettings&, const Given& given) {
  line.shard.reset();
  if (given.on) line.shard = given.value.value_or("");
  return {};
}

Result<void> set_resume(LineSettings& line, QuestionSettings&, const Given& given) {
  line.survey.resume = *given.value;
  return {};
}

Result<void> set_progress(LineSettings& line, QuestionSettings&, const Given& given) {
  if (given.value && *given.value != "json")
    return fail(Error::Kind::usage, given.spelling + " is json, not '" + *given.value + "'");
  line.survey.progress_as_json = given.on && given.value;
  return {};
}

}  // namespace edig::cli
