#include "base/ip_address.h"

#include <arpa/inet.h>

#include <string>

namespace edig {

AddressFamily family_of_address(std::string_view text) {
  in6_addr buffer;
  if (text.find('\0') != text.npos) return AddressFamily::none;
  std::string terminated(text);
  if (inet_pton(AF_INET, terminated.c_str(), &buffer) == 1) return AddressFamily::v4;
  return inet_pton(AF_INET6, terminated.c_str(), &buffer) == 1 ? AddressFamily::v6 : AddressFamily::none;
}

}  // namespace edig
