// Settings -> requests: which servers, which names in turn, and the query itself.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/environment.h"
#include "cli/resolv_conf.h"
#include "cli/settings.h"
#include "run/request.h"

namespace edig::cli {

/// What the questions of one run have in common.
struct Common {
  Environment environment;
  std::vector<ServerSpec> default_servers;     // of the environment or the configuration
  std::string command_line;                    // for dig's banner
  std::vector<std::string> arguments = {};     // as given
  bool several = false;                        // questions, or a file of them
  bool banner_due = true;                      // it stands before the first reply only
  bool first_banner_due = true;                // the first one has more lines
  std::vector<std::string> warnings = {};      // not told yet
  std::string told = {};                       // how the last pasted name was taken
  std::optional<ResolvConf> resolv_conf = {};  // once something depended on it
  /// The client cookies that were given out, and to whom.
  std::vector<std::pair<std::vector<transport::Server>, Bytes>> cookies = {};
};

/// Of a question that has a name. Errors are of kind usage or file.
Result<run::Request> make_request(Common& common, const LineSettings& line, const QuestionSettings& question);

}  // namespace edig::cli
