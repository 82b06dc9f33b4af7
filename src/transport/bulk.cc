#include "transport/bulk.h"

#include <asio/co_spawn.hpp>
#include <asio/executor_work_guard.hpp>

#include "transport/failure.h"
#include "transport/line.h"

namespace edig::transport {

struct Bulk::Loop {
  explicit Loop(BulkListener& l) : listener(l) {}

  // Nothing that comes over the lines is taken meanwhile.
  Result<Addresses> resolve(const Server& server, const Tactics& tactics) {
    std::optional<Result<Addresses>> resolved;
    asio::co_spawn(lookups, finding.resolver.resolve(server.host, tactics, Clock::now() + tactics.timeout),
                   [&](std::exception_ptr fault, Result<Addresses> addresses) {
                     if (fault)
                       addresses = fail(Error::Kind::internal, "looking up '" + server.host + "' failed");
                     resolved = std::move(addresses);
                   });
    for (lookups.restart(); !resolved;) lookups.run_one();
    return std::move(*resolved);
  }

  BulkListener& listener;
  asio::io_context context{ASIO_CONCURRENCY_HINT_UNSAFE}, lookups{ASIO_CONCURRENCY_HINT_UNSAFE};
  asio::executor_work_guard<Executor> open =
      asio::make_work_guard(context);  // also where nothing is under way
  Network network{context.get_executor()}, finding{lookups.get_executor()};
  std::vector<std::unique_ptr<Line>> lines;
};

Bulk::Bulk(BulkListener& listener) : loop_(std::make_unique<Loop>(listener)) {}
Bulk::~Bulk() = default;

Result<std::size_t> Bulk::open(const Server& server, const Tactics& tactics, std::size_t sockets) {
  auto addresses = loop_->resolve(server, tactics);
  if (!addresses) return std::unexpected(addresses.error());
  auto make = server.protocol == Protocol::udp ? udp_line : stream_line;
  auto line = make(loop_->network, server, addresses->front(), tactics, sockets, loop_->lines.size(),
                   loop_->listener);
  if (!line) return std::unexpected(line.error());
  loop_->lines.push_back(std::move(*line));
  return loop_->lines.size() - 1;
}

const Peer& Bulk::peer(std::size_t line) const { return loop_->lines[line]->peer(); }

std::optional<Handle> Bulk::send(std::size_t line, Ticket ticket, ByteView query) {
  return loop_->lines[line]->send(ticket, query);
}

void Bulk::flush() {
  for (auto& line : loop_->lines) line->flush();
}

void Bulk::forget(const Way& way) { loop_->lines[way.line]->forget(way.ticket, way.handle); }

void Bulk::wait(Clock::time_point until) {
  if (loop_->context.poll() == 0) loop_->context.run_one_until(until);
}

}  // namespace edig::transport
