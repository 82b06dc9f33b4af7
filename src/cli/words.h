// The words of a command line in their order: options with their values, and bare words.
//
// dig's spellings are translated into long options in full; CLI11 reads the result.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "cli/options.h"

namespace edig::cli {

struct Word {
  const Option* option = nullptr;  // null: a bare word, in given.value
  Given given;
};

/// `arguments` without argv[0].
Result<std::vector<Word>> read_words(std::span<const std::string> arguments);

}  // namespace edig::cli
