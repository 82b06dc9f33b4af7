#include "transport/proxy.h"

#include <arpa/inet.h>

#include <iterator>

namespace edig::transport {
namespace {

constexpr std::uint8_t signature[] = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
constexpr std::uint8_t version2_local = 0x20, version2_proxy = 0x21;
constexpr std::uint8_t unspecified = 0x00, inet = 0x10, inet6 = 0x20;
constexpr std::uint8_t of_stream = 0x01, of_datagrams = 0x02;

void put16(Bytes& bytes, std::size_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

Bytes octets(const std::string& address) {
  bool v6 = address.find(':') != address.npos;
  Bytes bytes(v6 ? sizeof(in6_addr) : sizeof(in_addr));
  return inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) == 1 ? bytes : Bytes();
}

}  // namespace

Bytes proxy_header(const Proxy& proxy, Carrier carrier) {
  Bytes header(std::begin(signature), std::end(signature));
  if (!proxy.ends) {
    header.insert(header.end(), {version2_local, unspecified});
    put16(header, 0);
    return header;
  }
  auto source = octets(proxy.ends->source.address), destination = octets(proxy.ends->destination.address);
  if (source.empty() || source.size() != destination.size()) return {};
  int family = source.size() == sizeof(in6_addr) ? inet6 : inet;
  int kind = family | (carrier == Carrier::stream ? of_stream : of_datagrams);
  header.insert(header.end(), {version2_proxy, static_cast<std::uint8_t>(kind)});
  put16(header, source.size() + destination.size() + 2 * sizeof(std::uint16_t));
  header.insert(header.end(), source.begin(), source.end());
  header.insert(header.end(), destination.begin(), destination.end());
  put16(header, proxy.ends->source.port);
  put16(header, proxy.ends->destination.port);
  return header;
}

}  // namespace edig::transport
