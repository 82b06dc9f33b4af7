#include "cli/config_file.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/read_file.h"
#include "cli/cli11.h"
#include "cli/values.h"

namespace edig::cli {
namespace {

// "yes" and "no" for what can do without a value: "cookie = off", "https = on".
std::optional<bool> switched(const Option& option, const std::string& value) {
  if (option.takes == Takes::value) return std::nullopt;
  bool maybe_value = option.takes == Takes::maybe_value && !value.empty() && ascii::is_digit(value[0]);
  return maybe_value ? std::nullopt : truth(value);
}

Result<Given> given_by(const Named& named, const std::string& value) {
  const auto& option = *named.option;
  auto name = spelling(option);
  auto on = switched(option, value);
  if (on && (*on || option.negatable)) return Given{named.on == *on, std::nullopt, name};
  if (option.takes == Takes::nothing)
    return fail(Error::Kind::usage,
                name + (option.negatable ? " is true or false, not '" : " cannot be '") + value + "'");
  if (named.on) return Given{true, value, name};
  if (value == "true") return Given{false, std::nullopt, name};
  return fail(Error::Kind::usage, "a negated " + name + " takes no value");
}

Result<std::optional<Word>> read_line(std::string_view line) {
  if (split(line, " \t\r").empty() || line[line.find_first_not_of(" \t\r")] == '#') return std::nullopt;
  if (line.starts_with('[')) return fail(Error::Kind::usage, "sections have no meaning here");
  // CLI11 passes over lines of less than three letters, of which "qr" and "cd" are two.
  auto whole = std::string(line) + (line.find('=') == line.npos ? "=true" : "");
  auto entry = read_ini_line(whole);
  if (!entry) return std::unexpected(entry.error());
  if (!*entry) return std::nullopt;
  auto name = std::string_view((*entry)->name);
  name.remove_prefix(std::min(name.find_first_not_of("+-"), name.size()));
  auto named = find_option("", name);
  if (!named) return std::unexpected(named.error());
  if (!named->option) return std::nullopt;
  if (named->option->group == Group::program)
    return fail(Error::Kind::usage, "'" + std::string(name) + "' belongs on the command line");
  auto given = given_by(*named, (*entry)->value);
  if (!given) return std::unexpected(given.error());
  return Word{named->option, *given};
}

// Hands the lines of `text` to `take`; an error is prefixed by `path` and the line's number.
Result<void> for_each_line(std::string_view text, const std::string& path,
                           const std::function<Result<void>(std::string_view)>& take) {
  std::size_t number = 1;
  for (std::size_t start = 0; start < text.size(); ++number) {
    auto end = std::min(text.find('\n', start), text.size());
    auto taken = take(text.substr(start, end - start));
    if (!taken)
      return fail(taken.error().kind, path + ":" + std::to_string(number) + ": " + taken.error().text,
                  taken.error().hint);
    start = end + 1;
  }
  return {};
}

}  // namespace

Result<void> read_config(const std::string& path, const std::function<Result<void>(const Word&)>& take) {
  auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  return for_each_line(*text, path, [&](std::string_view line) -> Result<void> {
    auto word = read_line(line);
    if (!word) return std::unexpected(word.error());
    return *word ? take(**word) : Result<void>();
  });
}

}  // namespace edig::cli
