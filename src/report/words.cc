#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ede/printable.h"

namespace edig::report {
namespace {

std::string with_port(const std::string& host, std::uint16_t port, transport::Protocol protocol) {
  if (port == 0 || port == transport::default_port(protocol)) return host;
  return fmt::format("{}#{}", host, port);
}

}  // namespace

std::string_view transport_word(transport::Protocol protocol) {
  constexpr std::string_view words[] = {"UDP", "TCP", "TLS", "HTTPS"};
  return words[static_cast<std::size_t>(protocol)];
}

std::string duration(double ms) {
  if (ms < 9.95) return fmt::format("{:.1f} ms", ms);
  if (ms < 999.5) return fmt::format("{:.0f} ms", ms);
  auto tenths = std::round(ms / 100);
  return std::fmod(tenths, 10) == 0 ? fmt::format("{:.0f} s", tenths / 10) : fmt::format("{:.1f} s", tenths / 10);
}

std::string server_word(const transport::Peer& peer) {
  if (peer.name.empty()) return with_port(peer.address, peer.port, peer.protocol);
  auto name = ede::printable(peer.name, 255);
  if (peer.address.empty()) return with_port(name, peer.port, peer.protocol);
  return fmt::format("{} ({})", name, with_port(peer.address, peer.port, peer.protocol));
}

std::string server_word(const transport::Attempt& attempt) {
  return with_port(attempt.address, attempt.port, attempt.protocol);
}

bool has_client_cookie(const dns::Option& received, const dns::Query& query) {
  constexpr std::size_t client_size = 8;
  const auto* sent = query.edns ? query.edns->find(dns::option::cookie) : nullptr;
  return sent && sent->data.size() >= client_size && received.data.size() >= client_size &&
         std::equal(sent->data.begin(), sent->data.begin() + client_size, received.data.begin());
}

}  // namespace edig::report
