// How questions and replies travel as the bytes of one connection: behind a length (TCP and TLS) or in the
// streams of HTTP/2. Bytes in, bytes out: a framing does no I/O and knows no clock.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "transport/exchange.h"
#include "transport/match.h"
#include "transport/traffic.h"

namespace edig::transport {

/// A question under way. The framing fills `exchange` (sent, reply, http, dropped) and calls `settled` once,
/// when the reply is there or cannot come any more.
struct Pending {
  const dns::Query& query;
  bool check_question = true;
  Exchange& exchange;
  std::function<void()> settled;
  Traffic* account = nullptr;  // where it is counted when it has gone out
  /// Over HTTP/2: in place of the query these octets are sent, and those of the reply go there unread.
  const Bytes* message = nullptr;
  Bytes* body = nullptr;

  void settle(Result<Reply> reply) {
    exchange.reply = std::move(reply);
    settled();
  }
};

/// Of a message behind a length, how much has come.
struct Part {
  std::size_t came = 0;
  std::size_t promised = 0;
};

class Framing {
 public:
  virtual ~Framing() = default;
  /// Sends the question with the next output. It stays where it is until settled or forgotten.
  virtual void put(Pending& question) = 0;
  /// Nobody waits for it any more.
  virtual void forget(Pending& question) = 0;
  /// Takes bytes that came. An error means that the connection is of no use any more.
  virtual Result<void> take(ByteView bytes) = 0;
  /// The bytes to send next, in one write; empty when there are none left.
  virtual Bytes output() = 0;
  /// Where what came last is the beginning of a message that may be the reply to it: how much that is.
  /// Over HTTP/2 nothing promises a length.
  virtual std::optional<Part> part_of(const Pending& question) const = 0;
  /// Whether another question may be put.
  virtual bool accepts() const = 0;
  /// The connection has ended: settles all questions with `error`.
  virtual void end(const Error& error) = 0;
  /// How many questions have been settled by a reply.
  virtual unsigned replies() const = 0;
  /// The queries that have gone out whole with the output.
  virtual const Traffic& sent() const = 0;
};

/// Messages behind two octets of length (RFC 1035 section 4.2.2), replies in any order (RFC 7766 section 7).
std::unique_ptr<Framing> length_framing();
/// One of them.
Bytes framed(ByteView message);

/// One HTTP/2 stream for each message (RFC 8484, RFC 9113).
std::unique_ptr<Framing> http2_framing(const Server& server, const Peer& peer);

}  // namespace edig::transport
