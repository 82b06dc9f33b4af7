#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diagnosis/judgement/spoken.h"
#include "ede/printable.h"
#include "report/phrases.h"

namespace edig::report {

std::string_view status_word(const diagnosis::Link& link) {
  return link.unverified() ? "unverified" : name(link.status);
}

std::string_view status_word(const diagnosis::Diagnosis& diagnosis) {
  return diagnosis.unverified() ? "unverified" : name(diagnosis.status);
}

std::string_view transport_word(transport::Protocol protocol) {
  constexpr std::string_view words[] = {"UDP", "TCP", "TLS", "HTTPS"};
  return words[static_cast<std::size_t>(protocol)];
}

std::string duration(double ms) {
  if (ms < 9.95) return fmt::format("{:.1f} ms", ms);
  if (ms < 999.5) return fmt::format("{:.0f} ms", ms);
  auto tenths = std::round(ms / 100);
  return std::fmod(tenths, 10) == 0 ? fmt::format("{:.0f} s", tenths / 10)
                                    : fmt::format("{:.1f} s", tenths / 10);
}

std::string address_word(const std::string& address, std::uint16_t port, transport::Protocol protocol) {
  if (port == 0 || port == transport::default_port(protocol)) return address;
  return fmt::format("{}#{}", address, port);
}

std::string server_word(const transport::Peer& peer, std::string_view details) {
  auto transport = transport_word(peer.protocol);
  auto address = address_word(peer.address, peer.port, peer.protocol);
  if (peer.name.empty()) return fmt::format("{} ({}{})", address, transport, details);
  auto name = ede::printable(peer.name, 255);
  if (peer.address.empty())
    return fmt::format("{} ({}{})", address_word(name, peer.port, peer.protocol), transport, details);
  return fmt::format("{} ({}, {}{})", name, address, transport, details);
}

std::string server_argument(const transport::Peer& peer) {
  auto host = ede::printable(peer.name.empty() ? peer.address : peer.name);
  if (peer.port != transport::default_port(peer.protocol))
    host = (host.find(':') == host.npos ? host : '[' + host + ']') + ':' + std::to_string(peer.port);
  switch (peer.protocol) {
    case transport::Protocol::tls:
      return "@tls://" + host;
    case transport::Protocol::https:
      return "@https://" + host;
    default:
      return "@" + host;
  }
}

std::string places_word(const ede::Reading& claimed, ede::Language language) {
  std::string places;
  auto add = [&](std::string_view key, const std::string& value) {
    if (value.empty()) return;
    places += (places.empty() ? "" : say(language, "comma")) +
              say(language, key, {diagnosis::spoken(ede::printable(value), language)});
  };
  if (claimed.zone == ".")
    places = diagnosis::spoken(claimed.zone, language);
  else
    add("where-zone", claimed.zone);
  add("where-server", claimed.server);
  add("names-rcode", claimed.rcode);
  add("names-key", claimed.key_tag ? std::to_string(*claimed.key_tag) : "");
  return places.empty() ? places : say(language, "names", {places});
}

bool has_client_cookie(const dns::Option& received, const dns::Query& query) {
  constexpr std::size_t client_size = 8;
  const auto* sent = query.edns ? query.edns->find(dns::option::cookie) : nullptr;
  return sent && sent->data.size() >= client_size && received.data.size() >= client_size &&
         std::equal(sent->data.begin(), sent->data.begin() + client_size, received.data.begin());
}

bool forged_all_the_same(const ede::ExtendedError& error, const dns::Query& query) {
  constexpr std::uint16_t forged_answer = 4;
  return error.info_code == forged_answer && query.edns && query.edns->find(dns::option::structured_error);
}

}  // namespace edig::report
