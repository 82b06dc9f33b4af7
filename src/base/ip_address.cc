#include "base/ip_address.h"

#include <arpa/inet.h>

namespace edig {

Bytes octets_of_address(std::string_view text) {
  if (text.find('\0') != text.npos) return {};
  std::string terminated(text);
  Bytes octets(sizeof(in_addr));
  if (inet_pton(AF_INET, terminated.c_str(), octets.data()) == 1) return octets;
  octets.resize(sizeof(in6_addr));
  return inet_pton(AF_INET6, terminated.c_str(), octets.data()) == 1 ? octets : Bytes();
}

std::string text_of_address(ByteView octets) {
  bool is_v4 = octets.size() == sizeof(in_addr);
  if (!is_v4 && octets.size() != sizeof(in6_addr)) return {};
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(is_v4 ? AF_INET : AF_INET6, octets.data(), text, sizeof text);
}

AddressFamily family_of_address(std::string_view text) {
  auto size = octets_of_address(text).size();
  return size == 0 ? AddressFamily::none : size == sizeof(in_addr) ? AddressFamily::v4 : AddressFamily::v6;
}

}  // namespace edig
