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

}  // namespace edig::cli
