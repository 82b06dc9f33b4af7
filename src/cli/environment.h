// What of the world outside argv the reading of a command line depends on.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace edig::cli {

/// Given, so that tests can give another.
struct Environment {
  std::function<std::optional<std::string>(const std::string&)> variable;  // getenv
  bool stdout_is_terminal = false;
  std::size_t columns = 0;  // of that terminal
};

}  // namespace edig::cli
