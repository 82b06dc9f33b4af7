// What a failed exchange is called: one line that names the server and how it was spoken with, and what to
// try next.
#pragma once

#include <chrono>
#include <string>

#include "transport/exchange.h"

namespace edig::transport {

/// "UDP", "TCP", "TLS", "HTTPS" or "HTTP".
std::string protocol_text(Protocol protocol);
/// "192.0.2.1 port 53 (UDP)", "dns.example (192.0.2.1) port 853 (TLS)".
std::string describe(const Peer& peer);
/// "5 s", "1.5 s", "300 ms".
std::string duration_text(std::chrono::milliseconds duration);

/// A socket's error (errno): refused, unreachable, closed.
Error socket_failure(const Peer& peer, int code);
/// Nothing came that answers the question: nothing at all, or what the exchange has as mismatches.
Error no_reply(const Exchange& exchange, std::chrono::milliseconds timeout);
/// "a reply of OPCODE UPDATE to a QUERY": what came in place of the reply.
std::string describe(const Mismatch& mismatch);
/// All that came had another client's cookie.
Error foreign_cookie(const Peer& peer);
/// The connection was closed, or reset (RST), at a time that it should not have been.
Error ended(const Peer& peer, bool reset, const std::string& when, std::string hint);
/// Before the reply came.
Error ended_early(const Peer& peer, bool reset = false);
/// Within a reply of many messages.
Error ended_in_transfer(const Peer& peer, bool reset);
/// Of a reply of so many octets only the first came: nothing more in time, or the connection ended.
Error cut_off(const Peer& peer, std::size_t came, std::size_t promised, bool reset);
/// The server sends and sends on a connection, and answers nothing.
Error endless(const Peer& peer);

/// An exchange that has not led to anything yet.
Exchange unanswered(const Peer& peer, Error error = {});

}  // namespace edig::transport
