// The configuration file: one option a line, as on the command line but without plus or dashes.
//
//   # ~/.config/edig/config
//   server = tls://dns.example
//   tls-ca = /etc/ssl/own-ca.pem
//   nocookie
#pragma once

#include <functional>
#include <string>

#include "cli/words.h"

namespace edig::cli {

/// Hands every entry to `take`, whose errors and its own name the file and the line. An error of kind `file`:
/// it cannot be read.
Result<void> read_config(const std::string& path, const std::function<Result<void>(const Word&)>& take);

/// Hands the lines of `text` to `take`; an error is prefixed by `path` and the line's number.
Result<void> for_each_line(std::string_view text, const std::string& path,
                           const std::function<Result<void>(std::string_view)>& take);

/// The whole of a file; "-" is standard input.
Result<std::string> read_file(const std::string& path);

}  // namespace edig::cli
