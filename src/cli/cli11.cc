#include "cli/cli11.h"

#include <algorithm>
#include <map>
#include <sstream>

#include <CLI/CLI.hpp>

namespace edig::cli {
namespace {

using Origins = std::map<const CLI::Option*, const Option*>;

CLI::Option* add(CLI::App& app, const Option& option) {
  auto name = option.name.empty() ? std::string("-") + option.letter : "--" + std::string(option.name);
  if (option.letter && !option.name.empty()) name += std::string(",-") + option.letter;
  if (option.negatable) return app.add_flag(name + ",!--no-" + std::string(option.name));
  return option.takes == Takes::nothing ? app.add_flag(name) : app.add_option(name)->expected(1);
}

// CLI11 keeps the order of occurrences; each has one result, so that counting them finds it.
std::vector<Found> in_order(const CLI::App& app, const Origins& origins) {
  std::vector<Found> found;
  std::map<const CLI::Option*, std::size_t> next;
  for (const auto* option : app.parse_order())
    found.push_back({origins.at(option), option->results().at(next[option]++)});
  return found;
}

}  // namespace

Result<std::vector<Found>> read_arguments(std::vector<std::string> arguments,
                                          std::span<const Option* const> occurring) {
  try {
    CLI::App app;
    app.set_help_flag();
    constexpr auto keep_all = CLI::MultiOptionPolicy::TakeAll;
    Origins origins;
    origins[app.add_option("words")->expected(0, -1)->allow_extra_args()->multi_option_policy(keep_all)] =
        nullptr;
    for (const auto* option : occurring) origins[add(app, *option)->multi_option_policy(keep_all)] = option;
    std::ranges::reverse(arguments);
    app.parse(std::move(arguments));
    return in_order(app, origins);
  } catch (const CLI::Error& error) {
    return fail(Error::Kind::usage, error.what());
  }
}

Result<std::optional<IniEntry>> read_ini_line(std::string_view line) {
  try {
    std::istringstream input{std::string(line)};
    auto items = CLI::ConfigINI().from_config(input);
    if (items.empty()) return std::nullopt;
    if (items.size() > 1 || !items[0].parents.empty())
      return fail(Error::Kind::usage, "sections have no meaning here");
    return IniEntry{items[0].name, CLI::detail::join(items[0].inputs, " ")};
  } catch (const CLI::Error& error) {
    return fail(Error::Kind::usage, error.what());
  }
}

std::optional<bool> truth(const std::string& text) {
  try {
    return CLI::detail::to_flag_value(text) > 0;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace edig::cli
