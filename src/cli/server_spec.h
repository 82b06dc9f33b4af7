// A DNS server as people write it:
//
//   192.0.2.53   192.0.2.53#5353   192.0.2.53:5353   2001:db8::53   2001:db8::53#5353   [2001:db8::53]:5353
//   192.0.2.53@5353, as kdig has it
//   dns.example   dns.example#853   udp:// tcp:// tls://dns.example:853   https://dns.example/dns-query{?dns}
//   sdns://AwAAAAAAAAAACTE5Mi4wLjIuMQ, a stamp (stamp.h)
//   fe80::1%eth0   [fe80::1%25eth0]:5353, as RFC 6874 has it
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ip_address.h"
#include "transport/client.h"
#include "transport/server.h"

namespace edig::cli {

struct ServerSpec {
  std::string host;  // an address without brackets, or a host name in A-labels
  std::optional<transport::Protocol> protocol;
  std::optional<std::uint16_t> port;
  std::string path;      // of an https URL, with its leading '/'; may be empty
  std::string tls_name;  // the name that it has to prove over TLS; empty: its host
  std::vector<std::string> certificate_hashes = {};  // as in transport::TlsPolicy
  std::string set = {};                              // the named set that it comes from; empty: none
  std::string ipv6 = {};  // the address to ask where only IPv6 may be; empty: its host

  friend bool operator==(const ServerSpec&, const ServerSpec&) = default;
};

Result<ServerSpec> parse_server(std::string_view text);

/// Which kind of address `text` is; an IPv6 zone index (RFC 4007) is part of the address.
AddressFamily address_family(std::string_view text);
/// What to ask where addresses are to be of `family`.
const std::string& host_of(const ServerSpec& server, transport::Family family);

}  // namespace edig::cli
