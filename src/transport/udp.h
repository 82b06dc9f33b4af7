// One question in one datagram (RFC 1035 section 4.2.1), guarded against forged replies as RFC 5452 has it:
// random ID, random port, connected socket.
#pragma once

#include "transport/resolver.h"

namespace edig::transport {

/// Asks the first of `addresses`, and another as soon as one fails or has been silent for 250 ms (RFC 8305);
/// the first reply wins.
Task<Exchange> ask_udp(Executor executor, Peer peer, Addresses addresses, const dns::Query& query,
                       const Tactics& tactics, Clock::time_point deadline);

}  // namespace edig::transport
