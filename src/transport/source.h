// The address and port of this machine that a socket speaks from.
#pragma once

#include "transport/resolver.h"

namespace edig::transport {

/// Opens `socket` for `destination` and binds it to the source that the tactics ask for.
template <typename Socket>
asio::error_code open_from_source(Socket& socket, const asio::ip::address& destination,
                                  const Tactics& tactics) {
  using Endpoint = typename Socket::endpoint_type;
  asio::error_code error;
  Endpoint any(destination.is_v6() ? asio::ip::address(asio::ip::address_v6::any())
                                   : asio::ip::address(asio::ip::address_v4::any()),
               tactics.source_port);
  socket.open(any.protocol(), error);
  if (error || (tactics.source_address.empty() && tactics.source_port == 0)) return error;
  if (!tactics.source_address.empty()) {
    auto source = parse_address(tactics.source_address);
    if (!source || source->is_v6() != destination.is_v6()) return asio::error::address_family_not_supported;
    any.address(*source);
  }
  if (tactics.source_port != 0) socket.set_option(typename Socket::reuse_address(true), error);
  socket.bind(any, error);
  return error;
}

}  // namespace edig::transport
