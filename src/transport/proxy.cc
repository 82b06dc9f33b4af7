#include "transport/proxy.h"

#include <iterator>

#include "base/ip_address.h"

namespace edig::transport {
namespace {

constexpr std::uint8_t signature[] = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
constexpr std::uint8_t version2_local = 0x20, version2_proxy = 0x21;
constexpr std::uint8_t unspecified = 0x00, inet = 0x10, inet6 = 0x20;
constexpr std::uint8_t of_stream = 0x01, of_datagrams = 0x02;

}  // namespace

Bytes proxy_header(const Proxy& proxy, Carrier carrier) {
  Bytes header(std::begin(signature), std::end(signature));
  if (!proxy.ends) {
    header.insert(header.end(), {version2_local, unspecified});
    append_u16(header, 0);
    return header;
  }
  auto source = octets_of_address(proxy.ends->source.address),
       destination = octets_of_address(proxy.ends->destination.address);
  if (source.empty() || source.size() != destination.size()) return {};
  bool v6 = family_of_address(proxy.ends->source.address) == AddressFamily::v6;
  int family = v6 ? inet6 : inet;
  int kind = family | (carrier == Carrier::stream ? of_stream : of_datagrams);
  header.insert(header.end(), {version2_proxy, static_cast<std::uint8_t>(kind)});
  append_u16(header, source.size() + destination.size() + 2 * sizeof(std::uint16_t));
  append(header, source);
  append(header, destination);
  append_u16(header, proxy.ends->source.port);
  append_u16(header, proxy.ends->destination.port);
  return header;
}

}  // namespace edig::transport
