// The one table of options: the command line, --help, the suggestions and, by a test, the man page and the
// shell completions are all made from it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "cli/settings.h"

namespace edig::cli {

enum class Takes { nothing, maybe_value, value };

/// Where --help and edig(1) put an option. `ignored` holds what dig has and edig needs not: accepted, without
/// effect.
enum class Group { server, query, edns, names, diagnosis, survey, output, program, ignored };

/// An option as it was given.
struct Given {
  bool on = true;  // false after "no"
  std::optional<std::string> value;
  std::string spelling;  // "+tcp", "--no-tcp", "-p": for error messages
};

struct Option {
  Group group;
  std::string_view name;     // "tcp" is +tcp and --tcp; empty where there is only a letter
  std::string_view aliases;  // of the name, separated by spaces
  char letter = 0;           // 'p' is -p
  Takes takes = Takes::nothing;
  bool negatable = false;  // +notcp, --notcp, --no-tcp
  bool plus = true;        // may be written with a plus
  std::string_view placeholder;
  std::string_view help;
  /// Null where the command line as a whole is meant (--help, --config, a name ...).
  Result<void> (*apply)(LineSettings&, QuestionSettings&, const Given&) = nullptr;
};

std::span<const Option> options();
const Option* find_letter(char letter);
/// Where to go instead of a letter that is dig's and not edig's; empty where it is neither's.
std::string_view refusal(char letter);
/// As messages call it: "+tcp", "--config", "-p".
std::string spelling(const Option& option);

/// The option that `word` ("tcp", "comm", "nocomments") names, exactly or by an abbreviation that fits no
/// other one, and whether it was negated. Errors: unknown, ambiguous, or dig's and not edig's; with the
/// nearest right spelling. `prefix` is "+", "--", or "" in a configuration file.
struct Named {
  const Option* option = nullptr;  // null: not to do what edig never does
  bool on = true;
};
Result<Named> find_option(std::string_view prefix, std::string_view word);

}  // namespace edig::cli
