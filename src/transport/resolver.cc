#include "transport/resolver.h"

#include <netdb.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/posix/basic_stream_descriptor.hpp>
#include <atomic>
#include <thread>

#include "dns/types.h"
#include "transport/failure.h"
#include "transport/udp.h"

namespace edig::transport {
namespace {

// RFC 8305 section 3: how long addresses of one family wait for those of the other.
constexpr auto resolution_delay = std::chrono::milliseconds(50);

bool fits(const asio::ip::address& address, Family family) {
  return family == Family::any || address.is_v6() == (family == Family::v6);
}

Error no_address(const std::string& host, const std::string& why) {
  return {Error::Kind::resolve, "cannot find the address of the server " + host + ": " + why,
          "check the spelling, or give the server's address"};
}

Error wrong_family(const asio::ip::address& address) {
  bool v6 = address.is_v6();
  return {Error::Kind::unreachable,
          address.to_string() + (v6 ? " is no IPv4 address" : " is no IPv6 address"),
          v6 ? "leave out -4, or name a server with an IPv4 address"
             : "leave out -6, or name a server with an IPv6 address"};
}

// getaddrinfo knows no deadline: it runs in a thread of its own, which is left behind when nobody waits any
// more.
struct SystemLookup {
  std::string host;
  int family = AF_UNSPEC;
  int done = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::atomic<bool> finished = false;
  int status = 0;
  Addresses addresses;

  ~SystemLookup() { ::close(done); }

  void run() {
    addrinfo hints{}, *found = nullptr;
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM;
    status = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    for (auto* info = found; info; info = info->ai_next) {
      asio::ip::tcp::endpoint endpoint;
      if (info->ai_addrlen > endpoint.capacity()) continue;
      std::memcpy(endpoint.data(), info->ai_addr, info->ai_addrlen);
      addresses.push_back(endpoint.address());
    }
    if (found) ::freeaddrinfo(found);
    finished = true;
    ::eventfd_write(done, 1);
  }
};

Task<Result<Addresses>> ask_system(Executor executor, std::string host, Family family) {
  auto lookup = std::make_shared<SystemLookup>();
  lookup->host = host;
  lookup->family = family == Family::any ? AF_UNSPEC : family == Family::v6 ? AF_INET6 : AF_INET;
  std::thread([lookup] { lookup->run(); }).detach();
  using Descriptor = asio::posix::basic_stream_descriptor<Executor>;
  Descriptor done(executor, ::dup(lookup->done));
  asio::error_code error;
  while (!lookup->finished && !error)
    co_await done.async_wait(Descriptor::wait_read, asio::redirect_error(use_task, error));
  if (lookup->status != 0) co_return std::unexpected(no_address(host, ::gai_strerror(lookup->status)));
  co_return interleave(std::move(lookup->addresses));
}

void take_addresses(const dns::Message& reply, std::uint16_t type, Addresses& addresses) {
  for (const auto& record : reply.answer) {
    if (record.type != type) continue;
    if (type == dns::type::a && record.raw.size() == 4)
      addresses.emplace_back(
          asio::ip::address_v4({record.raw[0], record.raw[1], record.raw[2], record.raw[3]}));
    if (type == dns::type::aaaa && record.raw.size() == 16) {
      asio::ip::address_v6::bytes_type bytes;
      std::ranges::copy(record.raw, bytes.begin());
      addresses.emplace_back(asio::ip::address_v6(bytes));
    }
  }
}

// What the bootstrap resolver has said so far.
struct Bootstrap {
  explicit Bootstrap(Executor executor) : changed(executor) {}
  Condition changed;
  unsigned waiting = 0;
  Addresses v6, v4;
  std::string failure = "it has none";
};

Task<void> ask_bootstrap_for(std::shared_ptr<Bootstrap> found, Network& network, asio::ip::address resolver,
                             dns::Name name, std::uint16_t type, Tactics tactics) {
  Step step;
  step.query.question = {name, type, dns::cls::in};
  const Peer peer{.address = resolver.to_string(), .port = default_port(Protocol::udp), .name = {}};
  const Addresses addresses(1, resolver);
  UdpTries datagrams(network);
  std::optional<Exchange> exchange;
  int tries = std::max(tactics.tries, 1);
  tactics.timeout /= tries;  // so that all of them fit into the time for which a question waits
  for (; tries > 0 && (!exchange || !exchange->reply); --tries)
    exchange = co_await datagrams.ask(step, peer, addresses, tactics, Clock::now() + tactics.timeout);
  if (!exchange->reply) {
    found->failure = exchange->reply.error().text;
  } else {
    const auto& reply = exchange->reply->message;
    take_addresses(reply, type, type == dns::type::a ? found->v4 : found->v6);
    if (reply.rcode != dns::rcode::noerror)
      found->failure = describe(peer) + " says " + dns::rcode_text(reply.rcode);
  }
  --found->waiting;
  found->changed.notify();
}

Task<Result<Addresses>> ask_bootstrap(Network& network, std::string host, Tactics tactics) {
  auto resolver = parse_address(tactics.bootstrap);
  if (!resolver)
    co_return fail(Error::Kind::usage, "the bootstrap resolver " + tactics.bootstrap + " is no address",
                   "write it as 192.0.2.1 or 2001:db8::1");
  auto name = dns::Name::parse(host);
  if (!name) co_return std::unexpected(no_address(host, name.error().text));
  auto found = std::make_shared<Bootstrap>(network.executor);
  auto look_for = [&](std::uint16_t type) {
    ++found->waiting;
    asio::co_spawn(network.executor, ask_bootstrap_for(found, network, *resolver, *name, type, tactics),
                   asio::detached);
  };
  if (tactics.family != Family::v4) look_for(dns::type::aaaa);
  if (tactics.family != Family::v6) look_for(dns::type::a);
  auto* state = found.get();
  co_await state->changed.wait(Clock::time_point::max(), [state] {
    return state->waiting == 0 || !state->v6.empty() || !state->v4.empty();
  });
  co_await state->changed.wait(Clock::now() + resolution_delay, [state] { return state->waiting == 0; });
  Addresses addresses = std::move(found->v6);
  addresses.insert(addresses.end(), found->v4.begin(), found->v4.end());
  if (addresses.empty()) co_return std::unexpected(no_address(host, found->failure));
  co_return interleave(std::move(addresses));
}

}  // namespace

std::optional<asio::ip::address> parse_address(const std::string& text) {
  asio::error_code error;
  auto address = asio::ip::make_address(text, error);
  return error ? std::nullopt : std::optional(address);
}

Addresses interleave(Addresses addresses) {
  if (addresses.empty()) return addresses;
  auto first_family = addresses.front().is_v6();
  Addresses mixed, families[2];
  for (const auto& address : addresses) families[address.is_v6() == first_family ? 0 : 1].push_back(address);
  for (std::size_t i = 0; i < std::max(families[0].size(), families[1].size()); ++i)
    for (const auto& family : families)
      if (i < family.size()) mixed.push_back(family[i]);
  mixed.resize(std::min(mixed.size(), max_addresses));
  return mixed;
}

struct Resolver::Lookup {
  explicit Lookup(Executor executor) : changed(executor) {}
  Condition changed;
  std::optional<Result<Addresses>> outcome;

  static Task<void> run(std::shared_ptr<Lookup> lookup, Network& network, std::string host, Tactics tactics) {
    if (tactics.bootstrap.empty())
      lookup->outcome = co_await ask_system(network.executor, host, tactics.family);
    else
      lookup->outcome = co_await ask_bootstrap(network, host, tactics);
    lookup->changed.notify();
  }
};

std::shared_ptr<Resolver::Lookup> Resolver::look_up(const std::string& host, const Tactics& tactics) {
  auto& lookup = lookups_[{host, tactics.family, tactics.bootstrap}];
  bool failed = lookup && lookup->outcome && !*lookup->outcome;
  if (!lookup || failed) {
    lookup = std::make_shared<Lookup>(network_.executor);
    asio::co_spawn(network_.executor, Lookup::run(lookup, network_, host, tactics), asio::detached);
  }
  return lookup;
}

Task<Result<Addresses>> Resolver::resolve(const std::string& host, const Tactics& tactics,
                                          Clock::time_point deadline) {
  if (auto address = parse_address(host)) {
    if (!fits(*address, tactics.family)) co_return std::unexpected(wrong_family(*address));
    co_return Addresses{*address};
  }
  auto lookup = look_up(host, tactics);
  auto* state = lookup.get();
  if (!co_await state->changed.wait(deadline, [state] { return state->outcome.has_value(); }))
    co_return std::unexpected(no_address(host, "no answer within " + duration_text(tactics.timeout)));
  co_return *lookup->outcome;
}

}  // namespace edig::transport
