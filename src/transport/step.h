// What is put to one server, once: a question's way is a row of these.
#pragma once

#include <cstddef>

#include "dns/query.h"
#include "transport/server.h"

namespace edig::transport {

struct Step {
  std::size_t place = 0;  // of the server, among those of the job
  Server server;
  dns::Query query;
  // Of the rules that lead from one step to the next, those that apply once.
  bool cookie_renewed = false;
  bool version_lowered = false;
  /// How many ways to do without the cookie were tried, where another client's is returned.
  unsigned ways_past_cookie = 0;
};

}  // namespace edig::transport
