#include "cli/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/config_file.h"
#include "cli/help.h"
#include "cli/mnemonics.h"
#include "cli/requests.h"
#include "cli/values.h"
#include "cli/words.h"
#include "dns/types.h"
#include "ede/printable.h"

namespace edig::cli {
namespace {

/// Takes words one after the other: what stands before the first name is for all questions, what follows a
/// name for that one.
class Interpreter {
 public:
  Result<void> take(std::span<const Word> words) {
    for (const auto& word : words)
      if (auto taken = take(word); !taken) return taken;
    return {};
  }

  /// A line of a file of questions: it starts from the options for all, and has to name something.
  Result<void> take_line(std::span<const Word> words) {
    open_type_class_ = true;
    questions.push_back(defaults);
    name_pending_ = true;
    type_given_ = false;
    if (auto taken = take(words); !taken) return taken;
    return name_pending_ ? fail(Error::Kind::usage, "no name to ask for") : Result<void>();
  }

  LineSettings line;
  QuestionSettings defaults;
  std::vector<QuestionSettings> questions;

 private:
  QuestionSettings& current() { return questions.empty() ? defaults : questions.back(); }

  Result<void> take(const Word& word) {
    if (!word.option) return bare(*word.given.value);
    switch (word.option->letter) {
      case 'q':
        return name(*word.given.value);
      case 'x':
        return address(*word.given.value);
      case 't':
      case 'c':
        open_type_class_ = false;
    }
    return word.option->apply ? word.option->apply(line, current(), word.given) : Result<void>();
  }

  // A word is a type, a class or a name, in this order, as in dig; after -t or -c it is a name.
  Result<void> bare(const std::string& word) {
    if (!open_type_class_) return name(word);
    if (dns::parse_type(word) || word.starts_with("ixfr=")) return type(word);
    if (auto cls = dns::parse_class(word)) {
      current().cls = *cls;
      return {};
    }
    bool type_expected = !questions.empty() && !name_pending_ && !type_given_ && !line.search;
    if (auto meant = type_expected ? mistyped_type(word) : ""; !meant.empty())
      return fail(Error::Kind::usage, "unknown type '" + word + "'",
                  "did you mean " + std::string(meant) + "? The name would be '" + word + ".'");
    return name(word);
  }

  Result<void> type(const std::string& word) {
    auto read = read_type(word);
    if (!read) return std::unexpected(read.error());
    if (type_given_)
      return fail(Error::Kind::usage, "two types for one question, the second is '" + word + "'",
                  "for another question write the name again");
    type_given_ = true;
    current().type = *read;
    return {};
  }

  Result<void> name(const std::string& text) {
    if (!name_pending_) questions.push_back(defaults);
    if (!name_pending_) type_given_ = false;
    name_pending_ = false;
    current().name = text;
    return {};
  }

  Result<void> address(const std::string& text) {
    auto reverse = reverse_name(text);
    if (!reverse) return std::unexpected(reverse.error());
    auto named = name(*reverse);
    current().address = text;
    return named;
  }

  bool open_type_class_ = true;
  bool type_given_ = false;    // by a bare word, since the last name
  bool name_pending_ = false;  // the question is there, its name is to come
};

bool has(std::span<const Word> words, std::string_view name) {
  return std::ranges::any_of(words, [&](auto& word) { return word.option && word.option->name == name; });
}

bool has_letter(std::span<const Word> words, char letter) {
  return std::ranges::any_of(words, [&](auto& word) { return word.option && word.option->letter == letter; });
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

Result<void> take_batch_line(Interpreter& interpreter, std::string_view line) {
  auto texts = split(line, " \t\r");
  if (texts.empty() || texts[0].starts_with('#') || texts[0].starts_with(';')) return {};
  auto words = read_words(std::vector<std::string>(texts.begin(), texts.end()));
  if (!words) return std::unexpected(words.error());
  if (has_letter(*words, 'f')) return fail(Error::Kind::usage, "-f belongs on the command line");
  return interpreter.take_line(*words);
}

Result<void> take_batch(Interpreter& interpreter, const std::string& path) {
  if (path.empty()) return {};
  auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  return for_each_line(*text, path == "-" ? "standard input" : path,
                       [&](std::string_view line) { return take_batch_line(interpreter, line); });
}

// Without a name dig asks for the root's nameservers.
void ask_for_the_root(Interpreter& interpreter) {
  auto question = interpreter.defaults;
  question.name = ".";
  if (!question.type) question.type = dns::type::ns;
  interpreter.questions.push_back(question);
}

std::string joined(std::span<const std::string> arguments) {
  std::string text;
  for (const auto& argument : arguments) text += (text.empty() ? "" : " ") + argument;
  return text;
}

// What was mistyped may be any bytes. Only then is it escaped: escapes of names and quotes are easier read as
// they are.
Error shown(Error error) {
  auto rest = error.text;
  std::erase_if(rest, [](char c) { return c == '\\' || c == '"'; });
  if (ede::printable(rest) != rest) error.text = ede::printable(error.text);
  return error;
}

Result<CommandLine> read(std::span<const char* const> argv, const Environment& environment) {
  std::vector<std::string> arguments(argv.begin() + (argv.empty() ? 0 : 1), argv.end());
  auto words = read_words(arguments);
  if (!words) return std::unexpected(words.error());
  if (has(*words, "help")) return CommandLine{{}, help_text()};
  if (has(*words, "version")) return CommandLine{{}, version_text()};

  Interpreter interpreter;
  if (auto taken = take_config(interpreter, config_path(*words, environment)); !taken)
    return std::unexpected(taken.error());
  auto default_servers = std::exchange(interpreter.defaults.servers, {});
  if (auto taken = take_server_variable(default_servers, environment); !taken)
    return std::unexpected(taken.error());
  if (auto taken = interpreter.take(*words); !taken) return std::unexpected(taken.error());
  if (auto taken = take_batch(interpreter, interpreter.line.batch_file); !taken)
    return std::unexpected(taken.error());
  bool nothing_named = interpreter.questions.empty() && interpreter.line.batch_file.empty();
  if (nothing_named) ask_for_the_root(interpreter);
  if (interpreter.questions.empty()) return CommandLine{};

  Settings settings{interpreter.line, std::move(interpreter.questions), default_servers, joined(arguments)};
  auto requests = make_requests(settings, environment);
  if (!requests) return std::unexpected(requests.error());
  return CommandLine{std::move(*requests), {}, settings.line.html_file, settings.line.svg_file};
}

}  // namespace

Result<CommandLine> parse(std::span<const char* const> argv, const Environment& environment) {
  auto line = read(argv, environment);
  return line ? std::move(line) : std::unexpected(shown(line.error()));
}

}  // namespace edig::cli
