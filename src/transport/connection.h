// A connection to one server over TCP, TLS or HTTPS, and the questions that travel on it side by side.
#pragma once

#include <memory>
#include <optional>

#include "transport/byte_stream.h"
#include "transport/framing.h"
#include "transport/open_stream.h"

namespace edig::transport {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Network& network, Server server, Tactics tactics);

  /// Begins to connect; who asks meanwhile waits.
  void open(Clock::time_point deadline);
  /// One question, once. Fails when the connection does.
  Task<Exchange> ask(const dns::Query& query, const Tactics& tactics, Clock::time_point deadline);
  /// Whether another question may be asked here.
  bool usable() const;
  /// Nobody waits for a reply.
  bool idle() const { return users_ == 0; }
  /// How many replies have come.
  unsigned replies() const { return framing_ ? framing_->replies() : 0; }
  void close();

 private:
  Task<void> run(Clock::time_point deadline);
  Task<Result<void>> establish(Clock::time_point deadline);
  Task<void> read();
  Task<void> write();
  void write_soon();
  void end(Error error);
  Exchange blank() const;
  void tell_of_cut(const Pending& question) const;

  Network& network_;
  Server server_;
  Tactics tactics_;
  Opened opened_;
  std::unique_ptr<ByteStream> stream_;
  std::unique_ptr<Framing> framing_;
  std::optional<Error> ended_;
  Condition changed_;
  bool open_ = false;
  bool writing_ = false;
  bool silent_ = false;      // a question got no reply in time, and nothing has come since
  std::size_t in_vain_ = 0;  // octets that have come since a question was last settled
  unsigned users_ = 0;
};

}  // namespace edig::transport
