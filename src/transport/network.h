// What the exchanges of one Client share.
#pragma once

#include "transport/resolver.h"
#include "transport/tls.h"
#include "transport/traffic.h"

namespace edig::transport {

struct Network {
  explicit Network(Executor e) : executor(e), resolver(*this) {}
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  void count(const Tactics& tactics, const Traffic& more) {
    traffic += more;
    if (tactics.account) *tactics.account += more;
  }

  Executor executor;
  Traffic traffic;
  Resolver resolver;
  TlsContexts tls;
};

/// The server before its address is known.
Peer unresolved(const Server& server);

}  // namespace edig::transport
