// argv -> requests. dig's grammar in any order, and every +option also as --option, on CLI11.
//
//   edig [@server] [name] [type] [class] [-46hv] [-b address[#port]] [-c class] [-p port] [-q name] [-t type]
//   [-x addr]
//        [+[no]option[=value]]... [name ...]...
//
// Options before the first name are for every question; those after a name are for that one.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/batch.h"
#include "cli/environment.h"
#include "run/request.h"
#include "run/request_maker.h"
#include "run/survey.h"
#include "run/survey_summary.h"

namespace edig::cli {

struct CommandLine {
  std::vector<run::Request> requests = {};
  /// The questions of a file (-f), which come after those; null where there is none.
  std::unique_ptr<Batch> batch = nullptr;
  /// For --help and --version: what to print, and nothing is asked.
  std::string notice = {};
  /// Where the page (+html) and the drawing (+svg) go; empty: nowhere.
  std::string html_file = {}, svg_file = {};
  /// +survey; its `file` is empty where there is none. Then `requests` has one: what each name is asked like.
  run::SurveyOrder survey = {};
  /// +summary; its `files` are empty where there is none. Then there are no requests.
  run::SummaryOrder summary = {};
  /// +watch, and how often it asks; nothing: as fits the question.
  bool watch = false;
  std::optional<std::chrono::milliseconds> watch_interval = {};
  /// --mcp: what an assistant asks for; null where there is none. Then there are no requests.
  run::RequestMaker request_of = nullptr;
};

/// Errors are of kind usage (status 1) or file (status 8), one line each, with the nearest right spelling.
Result<CommandLine> parse(std::span<const char* const> argv, const Environment& environment);

}  // namespace edig::cli
