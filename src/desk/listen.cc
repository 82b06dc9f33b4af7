#include "desk/listen.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "base/ip_address.h"

namespace edig::desk {
namespace {

struct Endpoint {
  sockaddr_storage address{};
  socklen_t size = 0;
};

Endpoint endpoint(const Place& place) {
  Endpoint made;
  auto octets = octets_of_address(place.address);
  auto port = htons(place.port);
  if (octets.size() == sizeof(in_addr)) {
    sockaddr_in v4{.sin_family = AF_INET, .sin_port = port, .sin_addr = {}, .sin_zero = {}};
    std::memcpy(&v4.sin_addr, octets.data(), octets.size());
    std::memcpy(&made.address, &v4, made.size = sizeof v4);
  } else {
    sockaddr_in6 v6{
        .sin6_family = AF_INET6, .sin6_port = port, .sin6_flowinfo = 0, .sin6_addr = {}, .sin6_scope_id = 0};
    std::memcpy(&v6.sin6_addr, octets.data(), octets.size());
    std::memcpy(&made.address, &v6, made.size = sizeof v6);
  }
  return made;
}

Result<Descriptor> listen_at(const Place& place) {
  auto at = endpoint(place);
  Descriptor made(socket(at.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  int on = 1;
  setsockopt(made.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (at.address.ss_family == AF_INET6) setsockopt(made.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind(made.get(), reinterpret_cast<const sockaddr*>(&at.address), at.size) == 0 &&
      listen(made.get(), SOMAXCONN) == 0)
    return made;
  return fail(Error::Kind::usage,
              "cannot listen at " + place.address + " port " + std::to_string(place.port) + ": " +
                  std::strerror(errno),
              "see --listen");
}

}  // namespace

Result<std::vector<Descriptor>> listen_at(const std::vector<Place>& places) {
  std::vector<Descriptor> sockets;
  for (const auto& place : places) {
    auto made = listen_at(place);
    if (!made) return std::unexpected(made.error());
    sockets.push_back(std::move(*made));
  }
  if (!places.empty()) return sockets;
  auto v4 = listen_at(Place{.address = "127.0.0.1"}), v6 = listen_at(Place{.address = "::1"});
  if (!v4 && !v6) return std::unexpected(v4.error());
  for (auto* made : {&v4, &v6})
    if (*made) sockets.push_back(std::move(**made));
  return sockets;
}

}  // namespace edig::desk
