#include "dns/nat64.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "dns/types.h"

namespace edig::dns {
namespace {

using Address = std::array<std::uint8_t, 16>;

constexpr std::size_t prefix_lengths[] = {96, 64, 56, 48, 40, 32};
constexpr std::size_t reserved_octet = 8;  // all zero, and no part of the IPv4 address

// The octets of the IPv4 address behind a prefix.
std::array<std::uint8_t, 4> embedded(const Address& address, std::size_t prefix_length) {
  std::array<std::uint8_t, 4> v4{};
  auto at = prefix_length / 8;
  for (auto& octet : v4) {
    if (at == reserved_octet && prefix_length < 96) ++at;
    octet = address[at++];
  }
  return v4;
}

bool is_well_known(const std::array<std::uint8_t, 4>& v4) {
  return v4[0] == 192 && v4[1] == 0 && v4[2] == 0 && (v4[3] == 170 || v4[3] == 171);
}

std::string prefix_text(Address address, std::size_t length) {
  std::fill(address.begin() + static_cast<std::ptrdiff_t>(length / 8), address.end(), std::uint8_t{0});
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, address.data(), text.data(), text.size());
  return std::string(text.data()) + '/' + std::to_string(length);
}

}  // namespace

std::vector<std::string> nat64_prefixes(const Message& reply) {
  std::vector<std::string> prefixes;
  for (const auto& record : reply.answer) {
    Address address{};
    if (record.type != type::aaaa || record.raw.size() != address.size()) continue;
    std::ranges::copy(record.raw, address.begin());
    for (auto length : prefix_lengths) {
      if (!is_well_known(embedded(address, length))) continue;
      auto prefix = prefix_text(address, length);
      if (std::ranges::find(prefixes, prefix) == prefixes.end()) prefixes.push_back(std::move(prefix));
      break;
    }
  }
  return prefixes;
}

}  // namespace edig::dns
