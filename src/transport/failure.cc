#include "transport/failure.h"

#include <cerrno>
#include <system_error>

namespace edig::transport {
namespace {

std::string refused_hint(Protocol protocol) {
  switch (protocol) {
    case Protocol::udp:
      return "is it a DNS server? try +tcp or another port";
    case Protocol::tcp:
      return "is it a DNS server? try +notcp or another port";
    case Protocol::tls:
      return "is it a DoT server? try +tcp or another port";
    case Protocol::https:
    case Protocol::http:
      return "is it a DoH server? try +tls, +tcp or another port";
  }
  return {};
}

std::string route_hint(const Peer& peer) {
  bool v6 = peer.address.find(':') != std::string::npos;
  return v6 ? "does this machine have IPv6? try -4" : "is this machine's network up?";
}

std::string silence_hint(Protocol protocol) {
  switch (protocol) {
    case Protocol::udp:
      return "is the address right? try +tcp, in case a firewall drops UDP, or another server";
    case Protocol::tcp:
      return "is the address right? try +notcp, a longer +timeout or another server";
    default:
      return "is the address right? try +tcp, a longer +timeout or another server";
  }
}

}  // namespace

std::string protocol_text(Protocol protocol) {
  constexpr std::string_view names[] = {"UDP", "TCP", "TLS", "HTTPS", "HTTP"};
  return std::string(names[static_cast<std::size_t>(protocol)]);
}

std::string describe(const Peer& peer) {
  std::string who = peer.name.empty() ? peer.address : peer.name;
  if (!peer.name.empty() && !peer.address.empty()) who += " (" + peer.address + ")";
  return who + " port " + std::to_string(peer.port) + " (" + protocol_text(peer.protocol) + ")";
}

std::string duration_text(std::chrono::milliseconds duration) {
  auto ms = duration.count();
  if (ms < 1000) return std::to_string(ms) + " ms";
  auto tenths = ms % 1000 / 100;
  return std::to_string(ms / 1000) + (tenths == 0 ? "" : "." + std::to_string(tenths)) + " s";
}

Error socket_failure(const Peer& peer, int code) {
  switch (code) {
    case ECONNREFUSED:
      return {Error::Kind::refused, "nothing listens on " + describe(peer), refused_hint(peer.protocol)};
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
      return {Error::Kind::unreachable, "there is no route to " + describe(peer), route_hint(peer)};
    case EPERM:
    case EACCES:
      return {Error::Kind::unreachable, "this machine does not let edig reach " + describe(peer),
              "is there a firewall?"};
    case EADDRNOTAVAIL:
    case EADDRINUSE:
    case EAFNOSUPPORT:
      return {Error::Kind::unreachable,
              "cannot ask " + describe(peer) + " from the source address or port given",
              "is it an address of this machine, of the server's family, and is the port free?"};
    case EMFILE:
    case ENFILE:
      return {Error::Kind::internal,
              "this machine gives edig no more sockets: " + std::generic_category().message(code),
              "raise 'ulimit -n'"};
    case ETIMEDOUT:
      return {Error::Kind::timeout, describe(peer) + " does not respond", silence_hint(peer.protocol)};
    case ECONNRESET:
      return ended_early(peer, true);
    case ECONNABORTED:
    case EPIPE:
      return ended_early(peer, false);
    default:
      return {Error::Kind::unreachable,
              "cannot reach " + describe(peer) + ": " + std::generic_category().message(code),
              {}};
  }
}

std::string describe(const Mismatch& mismatch) {
  const auto& [kind, expected, got] = mismatch;
  switch (kind) {
    case Mismatch::Kind::too_short:
      return got + " octets, which are no DNS message";
    case Mismatch::Kind::id:
      return "a message with the ID " + got + " in place of " + expected;
    case Mismatch::Kind::no_response:
      return "a query (QR is not set)";
    case Mismatch::Kind::opcode:
      return "a reply of the OPCODE " + got + " in place of " + expected;
    case Mismatch::Kind::question:
      return "a reply to " + (got.empty() ? "no question" : "the question " + got) + " in place of " +
             expected;
  }
  return {};
}

Error no_reply(const Exchange& exchange, std::chrono::milliseconds timeout) {
  const auto& peer = exchange.peer;
  Error error{Error::Kind::timeout, "no reply from " + describe(peer) + " within " + duration_text(timeout),
              silence_hint(peer.protocol)};
  if (exchange.mismatches.empty()) return error;
  error.text += "; what came was " + describe(exchange.mismatches.front());
  if (exchange.dropped > 1) error.text += ", and " + std::to_string(exchange.dropped - 1) + " more";
  error.hint = "the server is broken, or someone else answers for it; ask another one";
  return error;
}

Error ended(const Peer& peer, bool reset, const std::string& when, std::string hint) {
  return {reset ? Error::Kind::reset : Error::Kind::closed,
          describe(peer) + (reset ? " reset" : " closed") + " the connection " + when, std::move(hint)};
}

Error foreign_cookie(const Peer& peer) {
  return {Error::Kind::foreign_cookie, describe(peer) + " returns another client's cookie, or a broken one",
          "does a cache on the way keep whole replies? try another server, or +nocookie to take its replies"};
}

Error ended_early(const Peer& peer, bool reset) {
  return ended(peer, reset, "before it replied",
               "the server may not like the question, the client or the protocol; try another transport");
}

Error ended_in_transfer(const Peer& peer, bool reset) {
  return ended(peer, reset, "in the middle of it",
               "ask again; if it stays so, the server's log may have the reason");
}

Error cut_off(const Peer& peer, std::size_t came, std::size_t promised, bool reset) {
  auto part = std::to_string(came) + " of " + std::to_string(promised) + " octets";
  if (reset)
    return ended(peer, true, "after " + part + " of the reply",
                 "ask again; if it stays so, the server is broken, or something on the way");
  return {Error::Kind::cut, "the reply from " + describe(peer) + " was cut after " + part,
          "ask again; if it stays so, the server is broken, or something on the way drops large packets"};
}

Error endless(const Peer& peer) {
  return {is_http(peer.protocol) ? Error::Kind::http : Error::Kind::malformed,
          describe(peer) + " sends without end what answers no question",
          "the server is broken or hostile; ask another one"};
}

Exchange unanswered(const Peer& peer, Error error) {
  Exchange exchange;
  exchange.peer = peer;
  exchange.at = std::chrono::system_clock::now();
  exchange.reply = std::unexpected(std::move(error));
  return exchange;
}

}  // namespace edig::transport
