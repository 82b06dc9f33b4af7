// argv -> requests. dig's grammar in any order, and every +option also as --option, on CLI11.
//
//   edig [@server] [name] [type] [class] [-46hv] [-b address[#port]] [-c class] [-p port] [-q name] [-t type]
//   [-x addr]
//        [+[no]option[=value]]... [name ...]...
//
// Options before the first name are for every question; those after a name are for that one.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/request.h"

namespace edig::cli {

/// What of the world outside argv the reading depends on; given, so that tests can give another.
struct Environment {
  std::function<std::optional<std::string>(const std::string&)> variable;  // getenv
  bool stdout_is_terminal = false;
  std::size_t columns = 0;  // of that terminal
};

struct CommandLine {
  std::vector<Request> requests;
  /// For --help and --version: what to print, and nothing is asked.
  std::string notice = {};
  /// Where the page (+html) and the drawing (+svg) go; empty: nowhere.
  std::string html_file = {}, svg_file = {};
};

/// Errors are of kind usage (status 1) or file (status 8), one line each, with the nearest right spelling.
Result<CommandLine> parse(std::span<const char* const> argv, const Environment& environment);

}  // namespace edig::cli
