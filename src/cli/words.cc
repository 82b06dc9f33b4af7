#include "cli/words.h"

#include <algorithm>

#include "cli/cli11.h"

namespace edig::cli {
namespace {

std::unexpected<Error> needs_value(const Option& option) {
  auto name = spelling(option);
  return fail(Error::Kind::usage, name + " needs a value",
              name + (name.starts_with('+') ? "=" : " ") + std::string(option.placeholder));
}

/// Turns arguments in dig's and GNU's spellings into CLI11's, one at a time.
class Translator {
 public:
  explicit Translator(std::span<const std::string> command_line) : rest_(command_line) {}

  Result<void> run() {
    while (!rest_.empty())
      if (auto translated = translate(next()); !translated) return translated;
    return {};
  }

  std::vector<std::string> arguments;
  std::vector<const Option*> occurring;

 private:
  std::string next() {
    auto argument = rest_.front();
    rest_ = rest_.subspan(1);
    return argument;
  }

  Result<void> translate(const std::string& argument) {
    if (argument.starts_with('@')) return server(argument);
    if (argument.starts_with('+')) return named("+", argument);
    if (argument == "--") return bare_rest();
    if (argument.starts_with("--")) return named("--", argument);
    if (argument.starts_with('-')) return letters(argument);
    return bare(argument);
  }

  Result<void> bare(const std::string& word) {
    if (word.starts_with('[') && word.ends_with(']'))
      return fail(Error::Kind::usage, "'" + word + "' is not a domain name", "a server is written @" + word);
    // CLI11 takes a bracket for the beginning of a list, the DNS an escaped one for the same.
    arguments.push_back(word.starts_with('[') ? '\\' + word : word);
    return {};
  }

  Result<void> bare_rest() {
    arguments.emplace_back("--");
    while (!rest_.empty())
      if (auto taken = bare(next()); !taken) return taken;
    return {};
  }

  Result<void> server(const std::string& argument) {
    if (argument.size() == 1) return fail(Error::Kind::usage, "no server after '@'");
    return give(*find_option("--", "server")->option, true, argument.substr(1));
  }

  Result<void> named(std::string_view prefix, const std::string& argument) {
    auto equals = std::min(argument.find('='), argument.size());
    auto found = find_option(prefix, std::string_view(argument).substr(0, equals).substr(prefix.size()));
    if (!found) return std::unexpected(found.error());
    if (!found->option) return {};
    std::optional<std::string> value;
    if (equals < argument.size()) value = argument.substr(equals + 1);
    bool in_next =
        prefix == "--" && found->on && found->option->takes == Takes::value && !value && !rest_.empty();
    if (in_next) value = next();
    return give(*found->option, found->on, value);
  }

  Result<void> give(const Option& option, bool on, const std::optional<std::string>& value) {
    if (value && (!on || option.takes == Takes::nothing))
      return fail(Error::Kind::usage, (on ? "" : "a negated ") + spelling(option) + " takes no value");
    if (!value && on && option.takes == Takes::value) return needs_value(option);
    arguments.push_back((on ? "--" : "--no-") + std::string(option.name));
    if (value && option.negatable)
      arguments.back() += "==" + *value;
    else if (value)
      arguments.push_back(*value);
    occurs(option);
    return {};
  }

  // A cluster, the last of which may have its value behind it or in the next argument.
  Result<void> letters(const std::string& argument) {
    if (argument.size() == 1) return fail(Error::Kind::usage, "'-' is neither an option nor a domain name");
    arguments.push_back(argument);
    for (std::size_t i = 1; i < argument.size(); ++i) {
      const auto* option = find_letter(argument[i]);
      if (!option) return unknown_letter(argument, argument[i]);
      occurs(*option);
      if (option->takes == Takes::nothing) continue;
      if (i + 1 == argument.size() && rest_.empty()) return needs_value(*option);
      if (i + 1 == argument.size()) arguments.push_back(next());
      break;
    }
    return {};
  }

  static Result<void> unknown_letter(const std::string& argument, char letter) {
    if (auto instead = refusal(letter); !instead.empty())
      return fail(Error::Kind::usage, std::string("there is no -") + letter, std::string(instead));
    bool one_dash_short = argument.size() > 3 && find_option("--", std::string_view(argument).substr(1));
    return fail(Error::Kind::usage,
                "unknown option " + (one_dash_short ? argument : std::string("-") + letter),
                one_dash_short ? "did you mean -" + argument + "?" : "'edig --help' lists them");
  }

  void occurs(const Option& option) {
    if (std::ranges::find(occurring, &option) == occurring.end()) occurring.push_back(&option);
  }

  std::span<const std::string> rest_;
};

Word word(const Found& found) {
  if (!found.option) return {nullptr, {true, found.value, {}}};
  auto name = spelling(*found.option);
  if (found.value.starts_with('=') && found.option->negatable)
    return {found.option, {true, found.value.substr(1), name}};
  if (found.option->takes == Takes::value && !found.option->negatable)
    return {found.option, {true, found.value, name}};
  return {found.option, {found.value != "false", std::nullopt, name}};
}

}  // namespace

Result<std::vector<Word>> read_words(std::span<const std::string> arguments) {
  Translator translator(arguments);
  if (auto translated = translator.run(); !translated) return std::unexpected(translated.error());
  std::vector<Word> words;
  // As is usual in a long file of names: then there is nothing that CLI11 could find.
  bool bare = std::ranges::none_of(translator.arguments, [](auto& text) { return text.starts_with('-'); });
  if (bare) {
    for (auto& text : translator.arguments) words.push_back(word({nullptr, std::move(text)}));
    return words;
  }
  auto found = read_arguments(std::move(translator.arguments), translator.occurring);
  if (!found) return std::unexpected(found.error());
  for (const auto& entry : *found) words.push_back(word(entry));
  return words;
}

}  // namespace edig::cli
