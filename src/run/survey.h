// +survey: asks the names of a file, a line of output for each, and sums up.
//
// Three passes: all names, as fast as the pace allows; then what failed, alone and slowly, before it counts;
// then, with +why, what still fails is diagnosed, or with +services what depends on each domain is looked at.
// Every line of the input ends in exactly one line of the output.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "run/request.h"
#include "survey/input.h"
#include "survey/purpose.h"
#include "survey/scheduler.h"
#include "survey/shard.h"

namespace edig::run {

struct SurveyOrder {
  std::string file;  // "-" is standard input; empty: there is no survey
  survey::Purpose purpose = survey::Purpose::failures;
  survey::Columns columns = {};
  std::optional<survey::Shard> shard = {};
  survey::Pace pace = {};
  std::string resume = {};  // the output; empty: standard output
  bool csv = false;
  bool failures_only = false;
  bool answer = false;  // the rows have the records of the answer section
  bool progress_as_json = false;
  bool why = false;
  std::string html_file = {};
  std::vector<std::string> options = {};   // the words of the command line, for FILE.survey
  std::vector<std::string> warnings = {};  // to be told first
  std::optional<std::uint16_t> type = {};  // of the command line
  bool json_summary = false;
  /// A server as a line of the input names it.
  std::function<Result<transport::Server>(const std::string&)> server_of = {};
};

/// `request`: what each name is asked like, and whom. The exit status: 0 where every line of the input has
/// its line in the output, whatever it says; of a preflight 3 where there is something to mend first, or not
/// known.
int survey(transport::Client& client, const SurveyOrder& order, const Request& request);

}  // namespace edig::run
