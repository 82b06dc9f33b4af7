// What is to be found out, and from what.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "diagnosis/asking/hints.h"
#include "diagnosis/asking/planned_delegation.h"
#include "diagnosis/asking/special_address.h"
#include "diagnosis/validation/anchors.h"
#include "diagnosis/validation/budget.h"
#include "dns/message.h"
#include "ede/dialects.h"

namespace edig::diagnosis {

struct Request {
  dns::Question question;
  /// The reply that is to be explained, or why there was none.
  Result<dns::Message> reply = fail(Error::Kind::timeout, "not asked");
  std::vector<std::uint16_t> info_codes;     // of the reply's extended errors
  std::optional<ede::Reading> claimed = {};  // what the first of them that names a place says of it
  /// Whoever gave the reply returned another client's cookie, in one that was dropped for it or in this one.
  bool foreign_cookie = false;
  bool refuses_options = false;  // it answered only without EDNS options
  /// Where the reply is still on its way: waits for it until then, fills in what is above, and
  /// says whether it is there now, or will not come.
  std::function<bool(Request&, std::chrono::steady_clock::time_point until)> arrival = {};
  Anchors anchors = Anchors::root();
  std::optional<RootHints>
      hints;  // nothing: the resolver is asked for the root's servers, then the built-in ones
  std::chrono::sys_seconds now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  bool own_clock = true;  // `now` is this machine's, and not one that was given
  bool direct = false;    // ask only authoritative servers
  /// By which the zone is judged in place of what its parent has; then only authoritative servers are asked.
  std::optional<PlannedDelegation> planned = {};
  Reach reach = Reach::networks;  // to the addresses that zones give to their servers
  std::chrono::steady_clock::time_point deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(15);
  std::chrono::milliseconds more_time{0};  // beyond the deadline, where the servers are slow
  Limits limits;
};

}  // namespace edig::diagnosis
