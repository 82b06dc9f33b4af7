// Very many questions, as bytes, over few sockets: what a survey asks with. One event loop for all its lines.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "transport/client.h"

namespace edig::transport {

/// Whoever asks knows a question by it; below `max_tickets`.
using Ticket = std::uint32_t;
inline constexpr Ticket max_tickets = 65534;

/// By which a query is forgotten.
using Handle = std::uint32_t;
/// A query that is under way, over which of the lines.
struct Way {
  Ticket ticket = 0;
  std::size_t line = 0;
  Handle handle = 0;
};

/// Who is told what comes, while Bulk::flush or Bulk::wait runs and at no other time.
class BulkListener {
 public:
  virtual ~BulkListener() = default;
  /// A message with the ID of a query. False: it is not its reply, which is still waited for.
  virtual bool received(const Way& way, ByteView message) = 0;
  /// The query is lost: nothing more comes for it. `innocent`: the connection it was on has ended, after it
  /// had served others.
  virtual void lost(const Way& way, const Error& error, bool innocent) = 0;
};

class Bulk {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Bulk(BulkListener& listener);
  ~Bulk();
  Bulk(const Bulk&) = delete;
  Bulk& operator=(const Bulk&) = delete;

  /// A way to `server`, whose name is looked up, for which all else waits: its number, from 0. `sockets`: or
  /// connections, over which the queries are spread.
  Result<std::size_t> open(const Server& server, const Tactics& tactics, std::size_t sockets);
  /// The address that is asked, and how.
  const Peer& peer(std::size_t line) const;

  /// Sends `query`, whose ID is replaced, with the next flush. Nothing: there is no room now.
  std::optional<Handle> send(std::size_t line, Ticket ticket, ByteView query);
  void flush();
  /// Nobody waits for it any more. Nothing where it has ended: its handle may be another's by then.
  void forget(const Way& way);
  /// Takes what comes, and waits for it until then where nothing is there.
  void wait(Clock::time_point until);

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace edig::transport
