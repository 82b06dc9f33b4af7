// A way to one server over which very many questions travel at once, as bytes: over few UDP sockets in
// batches, or side by side on few connections.
//
// Unlike client.h there is no retry, no fallback and no message that is read: who asks knows what to do with
// what comes (survey/).
#pragma once

#include <memory>
#include <optional>

#include "transport/bulk.h"
#include "transport/network.h"

namespace edig::transport {

class Line {
 public:
  virtual ~Line() = default;
  /// Sends `query`, whose ID is replaced, with the next `flush`. Nothing: there is no room now.
  virtual std::optional<Handle> send(Ticket ticket, ByteView query) = 0;
  virtual void flush() = 0;
  /// The ticket does not wait for it any more. Nothing where it has ended, and the handle is another's.
  virtual void forget(Ticket ticket, Handle handle) = 0;
  /// What it is told of as a peer: the address that is asked.
  virtual const Peer& peer() const = 0;
};

/// `number`: by which the listener knows it. `listener` outlives it; what it has begun ends with the
/// executor's context.
Result<std::unique_ptr<Line>> udp_line(Network& network, const Server& server,
                                       const asio::ip::address& address, const Tactics& tactics,
                                       std::size_t sockets, std::size_t number, BulkListener& listener);
/// Over TCP, TLS or HTTPS.
Result<std::unique_ptr<Line>> stream_line(Network& network, const Server& server,
                                          const asio::ip::address& address, const Tactics& tactics,
                                          std::size_t connections, std::size_t number,
                                          BulkListener& listener);

}  // namespace edig::transport
