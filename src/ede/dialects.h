// What resolvers put into EXTRA-TEXT by habit: Unbound, BIND, Knot Resolver, PowerDNS Recursor, Google Public
// DNS and 1.1.1.1 each name zones, servers and keys in forms of their own, which RFC 8914 leaves open. The
// forms are in dialects.csv, each with its source; a text in no known form says nothing. Each form is held
// against the text once, from front to back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace edig::ede {

/// What an EXTRA-TEXT claims. Printable ASCII; empty: it says nothing of the kind.
struct Reading {
  std::string_view dialect;  // "unbound"
  std::string zone, name;    // with the final dot
  std::string type;          // "DNSKEY"
  std::string server;        // an address, without the port
  std::string rcode;         // "REFUSED"
  std::optional<std::uint16_t> key_tag;
  std::string reason;
  /// The text is a code: what it stands for is not in it, but in `reason`.
  bool is_code = false;

  /// It names a place: what it says can be held against the evidence.
  bool names_place() const { return !zone.empty() || !server.empty() || key_tag; }
};

/// `extra_text`: any bytes. One longer than a reason and three names can be is not read.
std::optional<Reading> read_extra_text(std::string_view extra_text, std::uint16_t info_code);

}  // namespace edig::ede
