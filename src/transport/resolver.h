// Host names of servers -> addresses, by the system's resolver or by the bootstrap resolver of the tactics.
#pragma once

#include <asio/ip/address.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "transport/async.h"
#include "transport/client.h"

namespace edig::transport {

struct Network;

using Addresses = std::vector<asio::ip::address>;

/// Of one server; a reply with thousands of addresses does not make edig knock at all of them.
inline constexpr std::size_t max_addresses = 16;

/// "192.0.2.1", "2001:db8::1", "fe80::1%eth0".
std::optional<asio::ip::address> parse_address(const std::string& text);

/// In the order to try them (RFC 8305 section 4): the families take turns, beginning with that of the first.
/// No more than max_addresses.
Addresses interleave(Addresses addresses);

/// A name is looked up once, whoever asks for it and how often.
class Resolver {
 public:
  explicit Resolver(Network& network) : network_(network) {}

  /// Never empty. An address is its own resolution and costs nothing.
  Task<Result<Addresses>> resolve(const std::string& host, const Tactics& tactics,
                                  Clock::time_point deadline);

 private:
  struct Lookup;
  using Key = std::tuple<std::string, Family, std::string>;  // host, family, bootstrap

  std::shared_ptr<Lookup> look_up(const std::string& host, const Tactics& tactics);

  Network& network_;
  std::map<Key, std::shared_ptr<Lookup>> lookups_;
};

}  // namespace edig::transport
