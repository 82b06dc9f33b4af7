// One question that is answered by many messages, over a connection of its own: zone transfers over TCP (RFC
// 5936 section 4) and TLS (RFC 9103).
#pragma once

#include <functional>

#include "transport/client.h"
#include "transport/network.h"

namespace edig::transport {

/// Who takes the messages, one after the other, as they come.
class TransferSink {
 public:
  enum class Next {
    more,      // others belong to it
    complete,  // it was the last
    declined,  // it is an ordinary reply: there will be no transfer
  };

  virtual ~TransferSink() = default;
  /// A query has gone out, to which the messages that come next are the reply. `begun`: what is known by now.
  virtual void sent(const Exchange& begun) = 0;
  /// An error ends the transfer.
  virtual Result<Next> take(ByteView message) = 0;
  /// Whether nobody wants the rest. Asked several times a second.
  virtual bool given_up() = 0;
  /// Whether, when it has broken off, its messages may come again from the first one.
  virtual bool may_begin_again() const = 0;
};

/// Asks the servers in turn until one sends a message, or all of them where the sink lets them begin again;
/// without EDNS where it says that it knows none. The
/// exchange holds the message that was the last, or declined, or why it came to an end before: of kind
/// closed, timeout, malformed, and what the sink says.
Task<Exchange> transfer(Network& network, Job job, TransferSink& sink);

}  // namespace edig::transport
