// The one door to CLI11, whose headers are heavy.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli/options.h"

namespace edig::cli {

/// `option` null for a bare word. The value of a flag that can be negated is "true", "false" or "=" and what
/// it was given: "--https==/path" has "=/path".
struct Found {
  const Option* option = nullptr;
  std::string value;
};

/// What CLI11 finds in `arguments`, in their order. It is told only of the options that are known to occur: a
/// full table would cost more than the rest of the start-up.
Result<std::vector<Found>> read_arguments(std::vector<std::string> arguments,
                                          std::span<const Option* const> occurring);

struct IniEntry {
  std::string name, value;
};
/// A line of a configuration file in the INI form that CLI11 reads; nothing for a comment or an empty line.
Result<std::optional<IniEntry>> read_ini_line(std::string_view line);

/// "true", "off", "1" ... as a truth value.
std::optional<bool> truth(const std::string& text);

}  // namespace edig::cli
