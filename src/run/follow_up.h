// What is asked after the reply to a question for name servers: dig's +trace and +nssearch.
#pragma once

#include <vector>

#include "dns/message.h"
#include "transport/server.h"

namespace edig::run {

struct FollowUp {
  enum class Kind { none, trace, nssearch };

  Kind kind = Kind::none;
  dns::Question question = {};                    // of the command line; the request itself asks for NS
  std::uint16_t port = 53;                        // of the name servers
  std::vector<transport::Server> resolvers = {};  // of the system

  explicit operator bool() const { return kind != Kind::none; }
};

}  // namespace edig::run
