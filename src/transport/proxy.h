// The header of the PROXY protocol, version 2 (HAProxy's specification, "The PROXY protocol", section 2.2):
// whom a proxy speaks for, told to a server that trusts it. It stands before each datagram, and once before
// all else on a connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace edig::transport {

struct Proxy {
  struct End {
    std::string address;  // both ends are of one family
    std::uint16_t port = 0;

    friend bool operator==(const End&, const End&) = default;
  };
  struct Ends {
    End source, destination;

    friend bool operator==(const Ends&, const Ends&) = default;
  };
  std::optional<Ends> ends;  // nothing: the proxy speaks for itself, LOCAL
  bool before_tls = false;   // where the connection is encrypted: before the handshake, not within

  friend bool operator==(const Proxy&, const Proxy&) = default;
};

enum class Carrier { datagrams, stream };

/// Empty where an address is none.
Bytes proxy_header(const Proxy& proxy, Carrier carrier);

}  // namespace edig::transport
