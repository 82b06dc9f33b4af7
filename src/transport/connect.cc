#include "transport/connect.h"

#include <memory>

#include "transport/failure.h"
#include "transport/source.h"

namespace edig::transport {
namespace {

constexpr auto stagger = std::chrono::milliseconds(250);

struct Runner {
  Runner(Executor executor, const asio::ip::tcp::endpoint& to) : socket(executor), server(to) {}

  TcpSocket socket;
  asio::ip::tcp::endpoint server;
  std::optional<asio::error_code> outcome;
};

// Outlives the connecting, as the loop tells of closed sockets late.
struct Race {
  Race(Network& n, const Tactics& t) : network(n), tactics(t), changed(n.executor) {}

  Network& network;
  Tactics tactics;
  Condition changed;
  std::vector<std::unique_ptr<Runner>> runners;

  static void start(const std::shared_ptr<Race>& race, const asio::ip::tcp::endpoint& server) {
    auto& runner = *race->runners.emplace_back(std::make_unique<Runner>(race->network.executor, server));
    if (auto error = open_from_source(runner.socket, server.address(), race->tactics)) {
      runner.outcome = error;
      return;
    }
    race->network.count(race->tactics, {.connections = 1});
    runner.socket.async_connect(server, [race, &runner](const asio::error_code& error) {
      runner.outcome = error;
      race->changed.notify();
    });
  }

  Runner* winner() {
    auto found =
        std::ranges::find_if(runners, [](auto& runner) { return runner->outcome && !*runner->outcome; });
    return found == runners.end() ? nullptr : found->get();
  }
  std::ptrdiff_t failures() const {
    return std::ranges::count_if(runners, [](auto& runner) { return runner->outcome && *runner->outcome; });
  }
  bool all_failed() const { return failures() == std::ssize(runners); }
  void stop() {
    asio::error_code ignored;
    for (auto& runner : runners) runner->socket.close(ignored);
  }
};

// Of several failures the one that says most: that there is no route is what a family that is not there
// gives.
Error verdict(const Race& race, Peer& peer) {
  std::optional<Error> verdict;
  for (const auto& runner : race.runners) {
    if (!runner->outcome) continue;
    auto tried = peer;
    tried.address = runner->server.address().to_string();
    auto error = socket_failure(tried, runner->outcome->value());
    if (verdict && error.kind == Error::Kind::unreachable) continue;
    peer.address = tried.address;
    verdict = std::move(error);
  }
  return verdict.value_or(Error{});
}

}  // namespace

Task<Result<TcpSocket>> connect(Network& network, Peer& peer, Addresses addresses, const Tactics& tactics,
                                Clock::time_point deadline) {
  auto race = std::make_shared<Race>(network, tactics);
  auto* state = race.get();
  std::size_t next = 0;
  while (!race->winner() && Clock::now() < deadline) {
    auto failed = race->failures();
    if (next < addresses.size()) {
      peer.address = addresses[next].to_string();
      Race::start(race, {addresses[next++], peer.port});
    } else if (race->all_failed()) {
      break;
    }
    auto until = next < addresses.size() ? std::min(deadline, Clock::now() + stagger) : deadline;
    co_await state->changed.wait(until,
                                 [state, failed] { return state->winner() || state->failures() > failed; });
  }
  if (auto* winner = race->winner()) {
    auto socket = std::move(winner->socket);
    peer.address = winner->server.address().to_string();
    race->stop();
    asio::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    co_return std::move(socket);
  }
  race->stop();
  if (race->all_failed()) co_return std::unexpected(verdict(*race, peer));
  co_return fail(Error::Kind::timeout,
                 "no connection to " + describe(peer) + " within " + duration_text(tactics.timeout),
                 "is the address right? is there a firewall? try another transport or server");
}

}  // namespace edig::transport
