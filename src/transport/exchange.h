// How one question went: what was sent, over what, what came back, and what was tried before. Values only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "dns/message.h"
#include "transport/server.h"

namespace edig::transport {

/// A message that came where the reply was awaited, and was not it: what of it does not fit (RFC 5452 section
/// 9.1).
struct Mismatch {
  enum class Kind { too_short, id, no_response, opcode, question };
  Kind kind = Kind::too_short;
  std::string expected, got;  // numbers, mnemonics, or NAME/TYPE/CLASS; foreign text

  friend bool operator==(const Mismatch&, const Mismatch&) = default;
};
/// Of an exchange: who floods edig is not listed in full.
inline constexpr std::size_t max_mismatches = 8;

/// One exchange that did not settle the question, and why another followed it.
struct Attempt {
  Protocol protocol = Protocol::udp;
  std::string address;  // empty where the host has none
  std::uint16_t port = 0;
  /// "truncated", "timeout", "refused", "unreachable", "closed", "reset", "cut", "tls", "http", "malformed",
  /// "formerr", "notimp", "badvers", "badcookie", "options-refused",
  /// "foreign-cookie", "servfail", "resolve"
  std::string outcome;
  double ms = 0;
  bool edns = true;                               // whether the query had an OPT record
  std::chrono::system_clock::time_point at = {};  // when the reply came, or was given up
  Bytes sent = {}, reply = {};                    // the messages, as they were on the wire; no reply: empty
  std::vector<Mismatch> mismatches = {};
};

/// What the server stapled to its certificate (RFC 6066 section 8): an OCSP response (RFC 6960).
struct Staple {
  enum class Status { good, revoked, unknown, none, invalid };  // none: nothing; invalid: it proves nothing
  Status status = Status::none;
  std::optional<std::chrono::sys_seconds> until = {};  // its nextUpdate
};
constexpr std::string_view name(Staple::Status status) {
  constexpr std::string_view names[] = {"good", "revoked", "unknown", "none", "invalid"};
  return names[static_cast<std::size_t>(status)];
}

struct TlsInfo {
  std::string version;                // "TLSv1.3"
  std::string cipher;                 // "TLS_AES_256_GCM_SHA384"
  bool verified = false;              // the server's identity was verified
  std::string verify_error;           // why not, in OpenSSL's words; empty when verified
  std::string spki_pin;               // of the certificate presented, base64 SHA-256
  std::optional<Staple> staple = {};  // where it was asked for
};

struct HttpInfo {
  std::string version = "2";
  int status = 0;
  bool get = false;
};

/// The server as it was in the end: which address answered, or was tried last.
struct Peer {
  std::string address;
  std::uint16_t port = 0;
  std::string name;  // the host name that was asked for; empty when it was an address
  Protocol protocol = Protocol::udp;
  TlsPolicy tls = {};  // as it was asked: so it is asked again
  HttpPolicy http = {};
  std::optional<Proxy> proxy = {};
  std::size_t addresses = 1;  // how many the name has
};

struct Reply {
  dns::Message message;
  Bytes wire;
  /// The server answers only queries without EDNS (RFC 6891 section 7), so it can give no extended errors.
  bool without_edns = false;
};

struct Exchange {
  Peer peer;
  Result<Reply> reply;    // of the final exchange
  Bytes sent;             // the query of the final exchange
  double ms = 0;          // question sent to reply complete, connection set-up not counted
  double connect_ms = 0;  // connection set-up, TLS included; 0 for UDP or a reused connection
  std::chrono::system_clock::time_point at;  // when the reply came, or was given up
  std::optional<TlsInfo> tls;
  std::optional<HttpInfo> http;
  std::vector<Attempt> attempts;  // what went before the final exchange
  /// The reply is to an earlier try, whose timeout is among the attempts; `ms` counts from when that was
  /// sent.
  bool late = false;
  unsigned dropped = 0;  // messages that matched no question: wrong ID, address, port or question
  std::vector<Mismatch> mismatches = {};  // in what, of the first of them
  /// The server's replies came with another client's cookie, and with none but such: over UDP they were
  /// dropped, and counted with those above; over a connection this reply is one.
  bool foreign_cookie = false;

  bool encrypted() const { return tls.has_value(); }
  /// Encrypted and the server's identity verified.
  bool authenticated() const { return tls && tls->verified; }
};

}  // namespace edig::transport
