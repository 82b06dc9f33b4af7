// Connections kept for the next question to the same server (RFC 7766 section 6.2.1).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "transport/connection.h"

namespace edig::transport {

class ConnectionPool {
 public:
  explicit ConnectionPool(Network& network) : network_(network) {}

  /// One question over a connection that is there, or over a new one. When a connection that has served
  /// before turns out to be closed, the question is asked again over a new one; in the end over one of its
  /// own.
  Task<Exchange> ask(const Server& server, const dns::Query& query, const Tactics& tactics,
                     Clock::time_point deadline);
  /// Of no use any more. Nobody may wait for a reply.
  void close();

 private:
  struct Entry {
    Server server;
    Family family;
    std::string source_address, bootstrap;
    std::uint16_t source_port;
    std::shared_ptr<Connection> connection;
  };

  std::shared_ptr<Connection> connection_to(const Server& server, const Tactics& tactics,
                                            Clock::time_point deadline);
  void tidy();

  Network& network_;
  std::multimap<std::string, Entry> entries_;  // by host
};

}  // namespace edig::transport
