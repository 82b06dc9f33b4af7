#include "transport/client.h"

#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/posix/basic_stream_descriptor.hpp>
#include <list>

#include "base/ip_address.h"
#include "transport/ask_again.h"
#include "transport/connection_pool.h"
#include "transport/descriptors.h"
#include "transport/failure.h"
#include "transport/transfer.h"
#include "transport/udp.h"

namespace edig::transport {
namespace {

// Questions under way at a time: each over UDP has a socket of its own, and may need another.
std::size_t most_under_way() {
  constexpr int max_under_way = 512;
  return static_cast<std::size_t>(std::clamp(descriptors_for_sockets() / 2, 1, max_under_way));
}

// How long the loop waits before it tells who watches.
constexpr auto watch_interval = std::chrono::milliseconds(100);

// Waits until a descriptor has something to read, which need not be a socket. Outlives who waits, as the loop
// tells of closed descriptors late.
struct Watch {
  Watch(Executor executor, int descriptor) : input(executor, ::dup(descriptor)) {}

  static std::shared_ptr<Watch> start(Executor executor, int descriptor) {
    auto watch = std::make_shared<Watch>(executor, descriptor);
    watch->input.async_wait(asio::posix::descriptor_base::wait_read,
                            [watch](const asio::error_code&) { watch->over = true; });
    return watch;
  }

  asio::posix::basic_stream_descriptor<Executor> input;
  bool over = false;
};

// Jobs that are all there.
class Listed : public Errands {
 public:
  Listed(std::span<const Job> jobs, std::function<void(std::size_t, Exchange)> done)
      : jobs_(jobs), done_(std::move(done)) {}

  std::optional<Errand> next() override {
    if (next_ == jobs_.size()) return std::nullopt;
    auto index = next_++;
    return Errand{jobs_[index], [this, index](Exchange exchange) { done_(index, std::move(exchange)); }};
  }
  std::optional<int> awaited() const override { return std::nullopt; }

 private:
  std::span<const Job> jobs_;
  std::function<void(std::size_t, Exchange)> done_;
  std::size_t next_ = 0;
};

}  // namespace

bool fits(std::string_view host, Family family) {
  auto kind = family_of_address(host.substr(0, host.find('%')));
  return family == Family::any || kind == AddressFamily::none ||
         (kind == AddressFamily::v4) == (family == Family::v4);
}

Peer unresolved(const Server& server) {
  bool is_address = parse_address(server.host).has_value();
  return {.address = is_address ? server.host : std::string(),
          .port = server.port,
          .name = is_address ? std::string() : server.host,
          .protocol = server.protocol,
          .tls = server.tls,
          .http = server.http,
          .proxy = server.proxy};
}

struct Client::Kept {
  explicit Kept(Network& network) : connections(network) {}

  ConnectionPool connections;
  Cookies cookies;
};

struct Client::Loop {
  asio::io_context context{ASIO_CONCURRENCY_HINT_UNSAFE};
  Network network{context.get_executor()};
  Kept kept{network};
  std::size_t begun = 0;         // errands that no call waits for
  std::list<const Job*> asking;  // in the order of their beginning
  std::function<void(const Job&)> watcher;

  // The next thing that happens, until then.
  void step(Clock::time_point until) {
    if (!watcher) {
      context.run_one_until(until);
      return;
    }
    context.run_one_until(std::min(until, Clock::now() + watch_interval));
    if (!asking.empty()) watcher(*asking.back());
  }

  Task<void> carry_out(Kept& mine, Errand errand) {
    auto place = asking.insert(asking.end(), &errand.job);
    auto exchange = co_await ask_safely(mine, errand.job);
    asking.erase(place);
    errand.done(std::move(exchange));
  }

  Task<Exchange> ask(Kept& mine, UdpTries& datagrams, Step& step, const Tactics& tactics) {
    auto deadline = Clock::now() + tactics.timeout;
    const auto& server = step.server;
    if (server.protocol != Protocol::udp)
      co_return co_await mine.connections.ask(server, step.query, tactics, deadline);
    auto peer = unresolved(server);
    auto addresses = co_await network.resolver.resolve(server.host, tactics, deadline);
    if (!addresses) co_return unanswered(peer, addresses.error());
    peer.addresses = addresses->size();
    co_return co_await datagrams.ask(step, peer, *addresses, tactics, deadline);
  }

  Task<Exchange> ask_safely(Kept& mine, const Job& job) {
    std::string fault;
    UdpTries datagrams(network);
    AskOnce ask_once = [&](Step& step, const Tactics& tactics) {
      return ask(mine, datagrams, step, tactics);
    };
    try {
      co_return co_await ask_again(job, ask_once, mine.cookies);
    } catch (const std::exception& exception) {
      fault = exception.what();
    }
    co_return unanswered(unresolved(job.servers.front()),
                         {Error::Kind::internal, "asking failed: " + fault, {}});
  }
};

// One call of the client: starts errands as they come and as others are done.
class Client::Call {
 public:
  Call(Loop& loop, Kept& kept, Errands& errands) : loop_(loop), kept_(kept), errands_(errands) {}

  void run() {
    loop_.context.restart();
    auto open = asio::make_work_guard(loop_.context);  // also where all is done and more is to come
    for (;;) {
      if (watch_ && watch_->over) stop_watching();
      if (std::exchange(look_, false)) start_more();
      if (under_way_ == 0 && !watch_) return;
      loop_.step(Clock::time_point::max());
    }
  }

 private:
  void start_more() {
    while (under_way_ < most_) {
      auto errand = errands_.next();
      if (!errand) return keep_watch(errands_.awaited());
      start(std::move(*errand));
    }
  }

  void start(Errand errand) {
    ++under_way_;
    asio::co_spawn(loop_.context, loop_.carry_out(kept_, std::move(errand)),
                   [this](std::exception_ptr fault) {
                     --under_way_;
                     look_ = true;
                     if (fault) std::rethrow_exception(fault);
                   });
  }

  void keep_watch(std::optional<int> awaited) {
    if (awaited && !watch_) watch_ = Watch::start(loop_.context.get_executor(), *awaited);
    if (!awaited && watch_) stop_watching();
  }

  void stop_watching() {
    look_ |= watch_->over;
    asio::error_code ignored;
    watch_->input.close(ignored);
    watch_.reset();
  }

  Loop& loop_;
  Kept& kept_;
  Errands& errands_;
  const std::size_t most_ = most_under_way();
  std::size_t under_way_ = 0;
  bool look_ = true;  // there may be one to start
  std::shared_ptr<Watch> watch_;
};

Client::Client() : loop_(std::make_unique<Loop>()) {}
Client::~Client() = default;

const Traffic& Client::traffic() const { return loop_->network.traffic; }

std::vector<Exchange> Client::ask(std::span<const Job> jobs) { return ask(jobs, loop_->kept); }

Exchange Client::ask(const Job& job) { return std::move(ask(std::span(&job, 1)).front()); }

std::shared_ptr<Client::Kept> Client::keep_apart() {
  auto close = [](Kept* kept) {
    kept->connections.close();
    delete kept;
  };
  return {new Kept(loop_->network), close};
}

std::vector<Exchange> Client::ask(std::span<const Job> jobs, Kept& kept) {
  std::vector<Exchange> exchanges(jobs.size());
  Listed listed(jobs, [&](std::size_t index, Exchange exchange) { exchanges[index] = std::move(exchange); });
  Call(*loop_, kept, listed).run();
  return exchanges;
}

void Client::ask(Errands& errands) { Call(*loop_, loop_->kept, errands).run(); }

void Client::begin(Errand errand) {
  begin(std::move(errand), std::shared_ptr<Kept>(std::shared_ptr<Kept>(), &loop_->kept));
}

void Client::begin(Errand errand, std::shared_ptr<Kept> kept) {
  ++loop_->begun;
  auto& mine = *kept;
  asio::co_spawn(loop_->context, loop_->carry_out(mine, std::move(errand)),
                 [loop = loop_.get(), kept = std::move(kept)](std::exception_ptr fault) {
                   --loop->begun;
                   if (fault) std::rethrow_exception(fault);
                 });
}

void Client::carry_on(Clock::time_point until, const std::function<bool()>& over) {
  loop_->context.restart();
  loop_->context.poll();
  while (loop_->begun > 0 && !over() && Clock::now() < until) loop_->step(until);
}

Exchange Client::transfer(const Job& job, TransferSink& sink) {
  std::optional<Exchange> exchange;
  std::exception_ptr thrown;
  loop_->context.restart();
  asio::co_spawn(loop_->context, transport::transfer(loop_->network, job, sink),
                 [&](std::exception_ptr fault, Exchange done) {
                   thrown = fault;
                   exchange = std::move(done);
                 });
  while (!exchange) loop_->context.run_one();
  if (thrown) std::rethrow_exception(thrown);
  return std::move(*exchange);
}

void Client::watch(std::function<void(const Job&)> watcher) { loop_->watcher = std::move(watcher); }

}  // namespace edig::transport
