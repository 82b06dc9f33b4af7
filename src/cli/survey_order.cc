#include "cli/survey_order.h"

#include <algorithm>
#include <utility>

#include "cli/server_sets.h"
#include "cli/server_spec.h"
#include "cli/setters.h"
#include "cli/style.h"
#include "cli/values.h"
#include "dns/types.h"
#include "survey/state.h"
#include "transport/bulk.h"

namespace edig::cli {
namespace {

constexpr std::uint32_t max_column = 1000, max_rate = 10000000;

Result<void> check_survey(const Interpreter& given) {
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
  if (question.compare && question.services.on)
    return wrong("+compare and +services are two surveys", "leave out one of them");
  if (question.compare && line.survey.purpose != survey::Purpose::failures)
    return wrong("+compare and +preflight are two surveys", "leave out one of them");
  if (line.survey.purpose == survey::Purpose::validation && question.header.cd)
    return wrong("+preflight=validation asks with and without CD by itself", "leave out +cd");
  if (question.services.on && line.survey.purpose != survey::Purpose::failures)
    return wrong("+services and +preflight are two surveys", "leave out one of them");
  if (question.services.connect)
    return wrong("+survey does not connect to the servers of domains", "+services with one domain does");
  if (question.follow_up != run::FollowUp::Kind::none)
    return wrong("+survey asks the servers that it is given, not those of the names");
  if (question.style.explain || question.error_reporting != run::ErrorReporting::none)
    return wrong("+survey prints a line for each name", "+why has the cause in that line");
  if (asks_for_transfer(question)) return wrong("+survey does not transfer zones");
  if (line.format == report::Format::dig || line.format == report::Format::yaml)
    return wrong("+survey prints JSON Lines, or with +csv comma-separated values",
                 "leave out +dig and +yaml");
  if (!line.svg_file.empty()) return wrong("+survey draws a page of its own", "+html=FILE writes it");
  return {};
}

Result<void> take_number(std::optional<unsigned>& target, const Given& given, std::uint32_t most) {
  auto number = parse_number(*given.value, 1, most, given.spelling);
  if (!number) return std::unexpected(number.error());
  target = *number;
  return {};
}

// Whom a line of the input names, asked as all others are.
Result<transport::Server> server_named(Common& common, const LineSettings& line, QuestionSettings question,
                                       const std::string& text) {
  auto spec = parse_server(text);
  if (!spec) return std::unexpected(spec.error());
  question.servers = {*spec};
  auto request = make_request(common, line, question);
  if (!request) return std::unexpected(request.error());
  return request->servers.front();
}

// Who serves everybody is not asked faster than this, whatever the command line says.
void hold_to_manners(run::SurveyOrder& order, const std::vector<ServerSpec>& servers) {
  constexpr double most = 500;
  bool fast = order.pace.rate == 0 || order.pace.rate > most;
  auto found =
      std::ranges::find_if(servers, [](const ServerSpec& server) { return is_public_resolver(server.host); });
  if (!fast || found == servers.end()) return;
  order.pace.rate = most;
  order.warnings.push_back(found->host +
                           " is a public resolver: no server is asked more than 500 questions a second");
}

}  // namespace

Result<CommandLine> make_survey(Interpreter given, Common& common) {
  if (auto fits = check_survey(given); !fits) return std::unexpected(fits.error());
  auto order = given.line.survey;
  if (given.line.shard) {
    auto shard = survey::parse_shard(*given.line.shard, common.environment.variable);
    if (!shard) return std::unexpected(shard.error());
    order.shard = *shard;
  }
  hold_to_manners(order, given.defaults.servers.empty() ? common.default_servers : given.defaults.servers);
  order.type = given.defaults.type;
  if (order.purpose == survey::Purpose::signing) order.type = dns::type::soa;
  order.json_summary = order.progress_as_json;
  order.options = common.arguments;
  order.html_file = given.line.html_file;
  order.answer = given.defaults.style.asked_answer;
  auto question = given.defaults;
  question.name = ".";
  auto line = given.line;
  line.search = false;
  question.why_asked = false;
  if (question.services.on) order.purpose = survey::Purpose::services;
  if (std::exchange(question.compare, false)) order.purpose = survey::Purpose::agreement;
  auto request = make_request(common, line, question);
  if (!request) return std::unexpected(request.error());
  if (order.purpose == survey::Purpose::agreement && request->servers.size() < 2)
    return fail(Error::Kind::usage, "+compare asks each name of several servers",
                "name them: @SERVER @SERVER");
  order.why = given.defaults.why_asked.value_or(!order.html_file.empty());
  order.server_of = [common, line, question](const std::string& text) mutable {
    return server_named(common, line, question, text);
  };
  CommandLine made;
  made.requests.push_back(std::move(*request));
  made.survey = std::move(order);
  return made;
}

Result<std::vector<Word>> with_kept_options(std::vector<Word> words, std::vector<std::string>& arguments) {
  auto of = [&](std::string_view name) {
    return std::ranges::find_if(words,
                                [&](const Word& word) { return word.option && word.option->name == name; });
  };
  auto resume = of("resume");
  if (resume == words.end() || of("survey") != words.end()) return words;
  auto state = survey::read_state(survey::state_path(*resume->given.value));
  if (!state)
    return fail(Error::Kind::usage,
                "+resume alone needs the options that the survey was begun with: " + state.error().text,
                "+survey=FILE begins one");
  auto kept = state->options;
  kept.insert(kept.end(), arguments.begin(), arguments.end());
  arguments = std::move(kept);
  return read_words(arguments);
}

Result<CommandLine> make_summary(std::span<const Word> words, const Environment& environment) {
  Interpreter given;
  run::SummaryOrder order;
  auto* files = &order.files;
  for (const auto& word : words) {
    bool marks = word.option && (word.option->name == "summary" || word.option->name == "against");
    if (marks && word.option->name == "against") files = &order.against;
    if (!word.option) files->push_back(*word.given.value);
    auto taken = marks || !word.option ? Result<void>() : given.take_defaults({&word, 1});
    if (!taken) return std::unexpected(taken.error());
  }
  if (order.files.empty())
    return fail(Error::Kind::usage, "+summary reads the outputs of +survey", "edig +summary FILE...");
  if (files == &order.against && order.against.empty())
    return fail(Error::Kind::usage, "+against names the outputs of the newer survey",
                "edig +summary OLD... +against NEW...");
  Common common{.environment = environment, .default_servers = {}, .command_line = {}};
  given.defaults.name = ".";  // of no question
  auto style = make_style(common, given.line, given.defaults);
  order.language = style.language;
  order.columns = environment.columns;
  order.json = given.line.format == report::Format::json;
  order.html_file = given.line.html_file;
  CommandLine made;
  made.summary = std::move(order);
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

Result<void> set_preflight(LineSettings& line, QuestionSettings&, const Given& given) {
  for (auto purpose : {survey::Purpose::validation, survey::Purpose::signing})
    if (name(purpose) == "preflight=" + *given.value) {
      line.survey.purpose = purpose;
      return {};
    }
  return fail(Error::Kind::usage, given.spelling + " is validation or signing, not '" + *given.value + "'");
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
