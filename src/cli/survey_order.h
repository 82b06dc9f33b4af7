// +survey and what belongs to it: from the settings to the order.
#pragma once

#include "cli/command_line.h"
#include "cli/interpreter.h"
#include "cli/requests.h"

namespace edig::cli {

/// Errors are of kind usage or file, as of the others.
Result<CommandLine> make_survey(Interpreter given, Common& common);

/// +resume without +survey: the words that the survey was begun with stand before `words`, and in
/// `arguments`.
Result<std::vector<Word>> with_kept_options(std::vector<Word> words, std::vector<std::string>& arguments);

/// +summary FILE... [+against FILE...]
Result<CommandLine> make_summary(std::span<const Word> words, const Environment& environment);

}  // namespace edig::cli
