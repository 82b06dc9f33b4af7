#include "cli/command_line.h"
#include "cli/survey_order.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/config_file.h"
#include "cli/help.h"
#include "cli/interpreter.h"
#include "cli/mcp.h"
#include "cli/requests.h"
#include "cli/tsig_keys.h"
#include "cli/values.h"
#include "cli/version.h"
#include "cli/words.h"
#include "dns/types.h"

namespace edig::cli {
namespace {

bool has(std::span<const Word> words, std::string_view name) {
  return std::ranges::any_of(words, [&](auto& word) { return word.option && word.option->name == name; });
}

bool has_letter(std::span<const Word> words, char letter) {
  return std::ranges::any_of(words, [&](auto& word) { return word.option && word.option->letter == letter; });
}

// By its name, or by the last word about it.
bool is_dig(std::span<const char* const> argv, std::span<const Word> words) {
  std::string_view program = argv.empty() ? "" : argv.front();
  bool dig = program.substr(program.rfind('/') + 1) == "dig";
  for (const auto& word : words)
    if (word.option && word.option->name == "asdig") dig = word.given.on;
  return dig;
}

/// Where the configuration is, and whether it must be there.
struct ConfigPath {
  std::string path;
  bool required = false;
};

ConfigPath config_path(std::span<const Word> words, const Environment& environment) {
  if (has_letter(words, 'r')) return {};
  for (const auto& word : words)
    if (word.option && word.option->name == "config") return {*word.given.value, true};
  if (auto path = environment.variable("EDIG_CONFIG")) return {*path, true};
  if (auto base = environment.variable("XDG_CONFIG_HOME"); base && !base->empty())
    return {*base + "/edig/config"};
  if (auto home = environment.variable("HOME"); home && !home->empty())
    return {*home + "/.config/edig/config"};
  return {};
}

Result<void> take_config(Interpreter& interpreter, const ConfigPath& config) {
  if (config.path.empty()) return {};
  if (!config.required && access(config.path.c_str(), F_OK) != 0) return {};
  return read_config(config.path, [&](const Word& word) { return interpreter.take(std::span(&word, 1)); });
}

// The lines of ~/.digrc are words of a command line that name nothing.
Result<void> take_digrc(Interpreter& interpreter, std::span<const Word> words,
                        const Environment& environment) {
  auto path = environment.variable("HOME").value_or("") + "/.digrc";
  if (has_letter(words, 'r') || access(path.c_str(), F_OK) != 0) return {};
  auto lines = LineReader::open(path);
  if (!lines) return std::unexpected(lines.error());
  while (auto line = lines->next()) {
    if (!*line) return std::unexpected(line->error());
    auto texts = split(**line, " \t\r");
    auto given = read_words(std::vector<std::string>(texts.begin(), texts.end()));
    auto taken = given ? interpreter.take_defaults(*given) : std::unexpected(given.error());
    if (!taken)
      return fail(taken.error().kind,
                  path + ':' + std::to_string(lines->number()) + ": " + taken.error().text,
                  taken.error().hint);
  }
  return {};
}

Result<void> take_server_variable(std::vector<ServerSpec>& servers, const Environment& environment) {
  auto variable = environment.variable("EDIG_SERVER");
  if (!variable || variable->empty()) return {};
  servers.clear();
  for (auto text : split(*variable, " ,")) {
    auto server = parse_server(text.substr(text.starts_with('@') ? 1 : 0));
    if (!server) return fail(server.error().kind, "EDIG_SERVER: " + server.error().text, server.error().hint);
    servers.push_back(*server);
  }
  return {};
}

// Without a name dig asks for the root's nameservers.
void ask_for_the_root(Interpreter& interpreter) {
  auto question = interpreter.defaults;
  question.name = ".";
  question.type = dns::type::ns;
  interpreter.questions.push_back(question);
}

// For the banner, which people paste: without secrets.
std::string joined(std::span<const std::string> arguments, std::span<const Word> words) {
  std::string text;
  for (const auto& argument : arguments) text += (text.empty() ? "" : " ") + argument;
  for (const auto& word : words)
    if (word.option && word.option->letter == 'y') text = without_secret(std::move(text), *word.given.value);
  return text;
}

// One drawing of one chain: several questions have a page (+html).
Result<void> check_drawing(const Interpreter& given) {
  const auto& questions = given.questions;
  bool file = !given.line.batch_file.empty();
  if (given.line.svg_file.empty()) return {};
  if (questions.size() > 1 || file)
    return fail(
        Error::Kind::usage,
        "+svg draws one question, not " + (file ? "a file of them" : std::to_string(questions.size())),
        "+html makes a page of several");
  if (!questions.front().why_asked.value_or(true))
    return fail(Error::Kind::usage, "+svg draws what +why finds out", "leave out +nowhy");
  return {};
}

// A line at each change leaves no place for what is made of one reply.
Result<void> check_watch(const Interpreter& given) {
  auto wrong = [](const char* text, const char* hint) { return fail(Error::Kind::usage, text, hint); };
  const auto& line = given.line;
  if (!line.watch) return {};
  if (!line.batch_file.empty())
    return wrong("+watch watches what the command line names, not a file", "name the questions one by one");
  if (line.format == report::Format::dig || line.format == report::Format::yaml)
    return wrong("+watch prints a line at each change, +dig and +yaml whole replies",
                 "leave out one of them");
  if (!line.html_file.empty() || !line.svg_file.empty())
    return wrong("+watch writes no page and no drawing", "make one when it has ended");
  for (const auto& question : given.questions) {
    if (question.type == dns::type::axfr || question.type == dns::type::ixfr)
      return wrong("+watch does not transfer zones", "watch the SOA");
    if (question.compare)
      return wrong("+watch looks at one server, +compare at several",
                   "as NAME @SERVER NAME @OTHER it watches both");
    if (question.discover)
      return wrong("+watch asks one server again and again, +ddr first for another one",
                   "name that one, as @tls://SERVER");
    if (question.style.explain)
      return wrong("+watch prints a line at each change, +explain a text", "+why has the cause in that line");
    if (question.services.on)
      return wrong("+watch watches one name, +services looks at many", "leave out one of them");
    if (question.error_reporting != run::ErrorReporting::none)
      return wrong("+report is for one reply, and +watch asks for many", "leave out one of them");
  }
  return {};
}

Result<CommandLine> make_line(Interpreter given, Common common) {
  if (!given.line.survey.file.empty()) return make_survey(std::move(given), common);
  given.questions = given.take_questions();
  if (auto drawn = check_drawing(given); !drawn) return std::unexpected(drawn.error());
  if (auto watched = check_watch(given); !watched) return std::unexpected(watched.error());
  CommandLine line{.html_file = given.line.html_file,
                   .svg_file = given.line.svg_file,
                   .watch = given.line.watch,
                   .watch_interval = given.line.watch_interval};
  bool file = !given.line.batch_file.empty();
  common.several = given.questions.size() > 1 || file;
  common.warnings = given.line.warnings;
  for (const auto& question : given.questions) {
    auto request = make_request(common, given.line, question);
    if (!request) return std::unexpected(request.error());
    line.requests.push_back(std::move(*request));
  }
  if (!file) return line;
  auto lines = LineReader::open(given.line.batch_file);
  if (!lines) return std::unexpected(lines.error());
  given.questions.clear();
  given.line.warnings.clear();
  line.batch = std::make_unique<Batch>(std::move(*lines), std::move(given), std::move(common));
  return line;
}

// What holds before the command line says otherwise: the configuration of edig or of dig.
Result<void> take_defaults(Interpreter& interpreter, std::vector<ServerSpec>& default_servers,
                           std::span<const char* const> argv, std::span<const Word> words,
                           const Environment& environment) {
  if (is_dig(argv, words)) {
    interpreter.become_dig(environment.stdout_is_terminal);
    return take_digrc(interpreter, words, environment);
  }
  if (auto taken = take_config(interpreter, config_path(words, environment)); !taken) return taken;
  default_servers = std::exchange(interpreter.defaults.servers, {});
  return take_server_variable(default_servers, environment);
}

}  // namespace

Result<CommandLine> parse(std::span<const char* const> argv, const Environment& environment) {
  std::vector<std::string> arguments(argv.begin() + (argv.empty() ? 0 : 1), argv.end());
  auto words = read_words(arguments);
  if (!words) return std::unexpected(words.error());
  if (has(*words, "help")) return CommandLine{.notice = help_text()};
  if (has(*words, "version")) return CommandLine{.notice = version_text(is_dig(argv, *words))};
  if (has(*words, "summary")) return make_summary(*words, environment);
  words = with_kept_options(std::move(*words), arguments);
  if (!words) return std::unexpected(words.error());

  Interpreter interpreter;
  std::vector<ServerSpec> default_servers;
  if (auto taken = take_defaults(interpreter, default_servers, argv, *words, environment); !taken)
    return std::unexpected(taken.error());
  if (auto taken = interpreter.take(*words); !taken) return std::unexpected(taken.error());
  if (interpreter.line.mcp)
    return make_mcp(
        std::move(interpreter),
        {.environment = environment, .default_servers = std::move(default_servers), .command_line = {}});
  bool nothing_named = interpreter.questions.empty() && interpreter.line.batch_file.empty() &&
                       interpreter.line.survey.file.empty();
  if (nothing_named) ask_for_the_root(interpreter);
  return make_line(std::move(interpreter), {.environment = environment,
                                            .default_servers = std::move(default_servers),
                                            .command_line = joined(arguments, *words),
                                            .arguments = arguments});
}

}  // namespace edig::cli
