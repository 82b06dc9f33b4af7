#include "dns/reverse_name.h"

#include <ranges>

namespace edig::dns {

std::string reverse_name(AddressFamily family, ByteView octets) {
  std::string name;
  if (family == AddressFamily::v4) {
    for (auto octet : octets | std::views::reverse) name += std::to_string(octet) + '.';
    return name + "in-addr.arpa.";
  }
  auto hex = to_hex(octets);
  for (char digit : hex | std::views::reverse) {
    name += digit;
    name += '.';
  }
  return name + "ip6.arpa.";
}

}  // namespace edig::dns
