// Where a question goes: a DNS server and how to speak with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transport/proxy.h"

namespace edig::transport {

/// `http` is DNS over HTTPS without the S: HTTP/2 over TCP, for a server behind a proxy that ends TLS.
enum class Protocol { udp, tcp, tls, https, http };

/// "udp", "tcp", "tls", "https", "http": as in URLs and in the JSON contract.
constexpr std::string_view name(Protocol protocol) {
  constexpr std::string_view names[] = {"udp", "tcp", "tls", "https", "http"};
  return names[static_cast<std::size_t>(protocol)];
}
/// 53, 853, 443 or 80.
constexpr std::uint16_t default_port(Protocol protocol) {
  constexpr std::uint16_t ports[] = {53, 53, 853, 443, 80};
  return ports[static_cast<std::size_t>(protocol)];
}

constexpr bool is_http(Protocol protocol) {
  return protocol == Protocol::https || protocol == Protocol::http;
}
constexpr bool is_encrypted(Protocol protocol) {
  return protocol == Protocol::tls || protocol == Protocol::https;
}

/// How the server of a TLS connection proves who it is (RFC 8310 section 5; strict unless `insecure`).
struct TlsPolicy {
  bool insecure = false;  // opportunistic: encrypt, believe anyone
  std::string ca_file;    // PEM; empty: the system's CAs
  std::string hostname;   // the name to verify; empty: the server's name or address
  std::string sni;        // the name to send as SNI where it is another than that; empty: the same
  std::string certificate_file, key_file;  // what edig proves itself with, PEM; empty: it does not
  /// Base64 SHA-256 of the SubjectPublicKeyInfo (RFC 7858 section 4.2); any may match. Enough by itself; with
  /// a ca_file or hostname as well both have to be right.
  std::vector<std::string> spki_pins;
  /// SHA-256, 32 octets each, of the TBSCertificate of a certificate in the chain, as DNS stamps have them:
  /// one of them has to be there as well.
  std::vector<std::string> certificate_hashes;
  bool ocsp_stapling = false;  // ask for a stapled OCSP response (RFC 6066 section 8)

  friend bool operator==(const TlsPolicy&, const TlsPolicy&) = default;
};

/// DNS over HTTPS (RFC 8484).
struct HttpPolicy {
  std::string path = "/dns-query";  // a {?dns} at its end is the URI template's and means GET or POST alike
  bool get = false;                 // GET with ?dns= instead of POST

  friend bool operator==(const HttpPolicy&, const HttpPolicy&) = default;
};

struct Server {
  std::string host;  // an address, without brackets, or a host name
  Protocol protocol = Protocol::udp;
  std::uint16_t port = 53;
  TlsPolicy tls;
  HttpPolicy http;
  std::optional<Proxy> proxy = {};  // speaks to it in a proxy's place

  friend bool operator==(const Server&, const Server&) = default;
};

}  // namespace edig::transport
