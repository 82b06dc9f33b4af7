// A connection to a server as a stream of bytes: its name resolved, connected, and encrypted where the
// server's protocol has it so.
#pragma once

#include <memory>
#include <optional>

#include "transport/byte_stream.h"
#include "transport/network.h"

namespace edig::transport {

/// What is known of the connection, also where it did not come about.
struct Opened {
  Peer peer;
  std::optional<TlsInfo> tls;
  double connect_ms = 0;  // TLS included
};

/// `opened` is filled as far as it gets, its peer being `unresolved(server)` before.
Task<Result<std::unique_ptr<ByteStream>>> open_stream(Network& network, const Server& server,
                                                      const Tactics& tactics, Opened& opened,
                                                      Clock::time_point deadline);

}  // namespace edig::transport
