// Settings -> requests: which servers, which names in turn, and the query itself.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/settings.h"

namespace edig::cli {

/// All that the command line, the configuration and the environment say.
struct Settings {
  LineSettings line;
  std::vector<QuestionSettings> questions;  // not empty
  std::vector<ServerSpec> default_servers;  // of the environment or the configuration
  std::string command_line;                 // for dig's banner
};

/// Reads resolv.conf only where something depends on it.
Result<std::vector<Request>> make_requests(const Settings& settings, const Environment& environment);

}  // namespace edig::cli
