// TCP connections to a server that may have several addresses: happy eyeballs (RFC 8305).
#pragma once

#include "transport/network.h"

namespace edig::transport {

/// Connects to the first of `addresses`, and to another as soon as one fails or has not connected for 250 ms;
/// the first connection wins. `peer.address` becomes the address that won or, on failure, one that was tried.
Task<Result<TcpSocket>> connect(Network& network, Peer& peer, Addresses addresses, const Tactics& tactics,
                                Clock::time_point deadline);

}  // namespace edig::transport
