// The configuration file: one option a line, as on the command line but without plus or dashes.
//
//   # ~/.config/edig/config
//   server = tls://dns.example
//   tls-ca = /etc/ssl/own-ca.pem
//   nocookie
#pragma once

#include <string>
#include <vector>

#include "cli/words.h"

namespace edig::cli {

/// Errors name the file and the line; of kind `file` when it cannot be read.
Result<std::vector<Word>> read_config(const std::string& path);

/// The whole of a file; "-" is standard input.
Result<std::string> read_file(const std::string& path);

}  // namespace edig::cli
