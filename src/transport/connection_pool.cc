#include "transport/connection_pool.h"

namespace edig::transport {
namespace {

constexpr std::size_t max_kept = 64;
// How many connections a question is put to together with others. Of a server that closes after each reply
// all but one are put in vain each time, which would come to the square of their number.
constexpr int max_shared = 5;

}  // namespace

Task<Exchange> ConnectionPool::ask(const Server& server, const dns::Query& query, const Tactics& tactics,
                                   Clock::time_point deadline) {
  for (int shared = 0; shared < max_shared; ++shared) {
    auto connection = connection_to(server, tactics, deadline);
    auto exchange = co_await connection->ask(query, tactics, deadline);
    // A server may close whenever it likes (RFC 7766 section 6.2.4), as long as it replies to some.
    bool closed = !exchange.reply && broke_off(exchange.reply.error());
    if (!closed || connection->replies() == 0 || Clock::now() >= deadline) co_return exchange;
  }
  auto alone = std::make_shared<Connection>(network_, server, tactics);
  alone->open(deadline);
  auto exchange = co_await alone->ask(query, tactics, deadline);
  alone->close();
  co_return exchange;
}

std::shared_ptr<Connection> ConnectionPool::connection_to(const Server& server, const Tactics& tactics,
                                                          Clock::time_point deadline) {
  auto [first, last] = entries_.equal_range(server.host);
  for (auto entry = first; entry != last; ++entry) {
    auto& kept = entry->second;
    bool fits = kept.server == server && kept.family == tactics.family &&
                kept.bootstrap == tactics.bootstrap && kept.source_address == tactics.source_address &&
                kept.source_port == tactics.source_port;
    if (fits && kept.connection->usable()) return kept.connection;
  }
  tidy();
  auto connection = std::make_shared<Connection>(network_, server, tactics);
  connection->open(deadline);
  entries_.emplace(server.host, Entry{server, tactics.family, tactics.source_address, tactics.bootstrap,
                                      tactics.source_port, connection});
  return connection;
}

void ConnectionPool::close() {
  for (auto& [host, entry] : entries_) entry.connection->close();
  entries_.clear();
}

// Drops what is of no use any more and, when there are many, what is not in use.
void ConnectionPool::tidy() {
  bool many = entries_.size() >= max_kept;
  std::erase_if(entries_, [many](auto& item) {
    auto& connection = *item.second.connection;
    bool drop = connection.idle() && (many || !connection.usable());
    if (drop) connection.close();
    return drop;
  });
}

}  // namespace edig::transport
