// What the command line asks for: dig's grammar, read into values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/format.h"
#include "run/error_reporting.h"
#include "run/follow_up.h"
#include "run/services.h"
#include "run/why.h"
#include "transport/client.h"

namespace edig::run {

/// One question and all that belongs to it.
struct Request {
  /// The name as given, then completed by the search list: tried in turn until one exists.
  std::vector<dns::Name> names;
  dns::Query query;  // its question's name is names.front()
  std::vector<transport::Server> servers;
  transport::Tactics tactics;
  Why why;
  Services services;
  ErrorReporting error_reporting = ErrorReporting::none;
  FollowUp follow_up = {};
  report::Style style;
  /// +ddr: first ask them for their encrypted side, which is spoken with by this policy.
  std::optional<transport::TlsPolicy> discover = {};
  bool show_search = false;                // each name's reply, and not the last one's alone
  std::vector<std::string> warnings = {};  // to be told before its report
  /// With +compare: the same for each of the other servers; then `servers` has one.
  std::vector<Request> beside;
};

}  // namespace edig::run
