#include "transport/client.h"

#include <asio/co_spawn.hpp>

#include "transport/ask_again.h"
#include "transport/connection_pool.h"
#include "transport/failure.h"
#include "transport/udp.h"

namespace edig::transport {
namespace {

// Questions under way at a time: each over UDP has a socket of its own, and a process may have 1024.
constexpr std::size_t max_under_way = 512;

}  // namespace

Peer unresolved(const Server& server) {
  bool is_address = parse_address(server.host).has_value();
  return {is_address ? server.host : std::string(), server.port, is_address ? std::string() : server.host,
          server.protocol};
}

struct Client::Loop {
  asio::io_context context{ASIO_CONCURRENCY_HINT_UNSAFE};
  Network network{context.get_executor()};
  ConnectionPool connections{network};
  Cookies cookies;

  Task<Exchange> ask(UdpTries& datagrams, Step& step, const Tactics& tactics) {
    auto deadline = Clock::now() + tactics.timeout;
    const auto& server = step.server;
    if (server.protocol != Protocol::udp)
      co_return co_await connections.ask(server, step.query, tactics, deadline);
    auto peer = unresolved(server);
    auto addresses = co_await network.resolver.resolve(server.host, tactics, deadline);
    if (!addresses) co_return unanswered(peer, addresses.error());
    co_return co_await datagrams.ask(step, peer, *addresses, tactics, deadline);
  }

  // One of the workers that take the jobs off the list.
  template <typename Finish>
  Task<void> work(std::span<const Job> jobs, std::size_t& next, Finish finish) {
    while (next < jobs.size()) {
      auto index = next++;
      finish(index, co_await ask_safely(jobs[index]));
    }
  }

  Task<Exchange> ask_safely(const Job& job) {
    std::string fault;
    UdpTries datagrams(network);
    AskOnce ask_once = [&](Step& step, const Tactics& tactics) { return ask(datagrams, step, tactics); };
    try {
      co_return co_await ask_again(job, ask_once, cookies);
    } catch (const std::exception& exception) {
      fault = exception.what();
    }
    co_return unanswered(unresolved(job.servers.front()),
                         {Error::Kind::internal, "asking failed: " + fault, {}});
  }
};

Client::Client() : loop_(std::make_unique<Loop>()) {}
Client::~Client() = default;

const Traffic& Client::traffic() const { return loop_->network.traffic; }

std::vector<Exchange> Client::ask(std::span<const Job> jobs,
                                  const std::function<void(std::size_t, const Exchange&)>& done) {
  std::vector<Exchange> exchanges(jobs.size());
  std::size_t next = 0;
  auto finish = [&](std::size_t index, Exchange exchange) {
    exchanges[index] = std::move(exchange);
    if (done) done(index, exchanges[index]);
  };
  auto& context = loop_->context;
  context.restart();
  // Jobs that fail at once may all be done before some workers begin: these have to end here, too.
  auto working = std::min(jobs.size(), max_under_way);
  for (auto workers = working; workers > 0; --workers)
    asio::co_spawn(context, loop_->work(jobs, next, finish), [&working](std::exception_ptr fault) {
      --working;
      if (fault) std::rethrow_exception(fault);
    });
  while (working > 0) context.run_one();
  return exchanges;
}

Exchange Client::ask(const Job& job) { return std::move(ask(std::span(&job, 1)).front()); }

}  // namespace edig::transport
