#include <algorithm>

#include "base/ascii.h"
#include "base/ip_address.h"
#include "services/spf.h"

namespace edig::services::spf {
namespace {

constexpr Bytes::value_type mapped_prefix[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

Bytes octets_of_client(std::string_view address) {
  auto octets = octets_of_address(address);
  bool mapped = octets.size() == 16 && std::ranges::equal(ByteView(octets).first(12), mapped_prefix);
  if (mapped) octets.erase(octets.begin(), octets.begin() + 12);
  return octets;
}

// Octets in decimal, or nibbles in hexadecimal: as %{i} has it.
std::string dotted(ByteView address) {
  std::string text;
  auto add = [&](const std::string& part) { text += (text.empty() ? "" : ".") + part; };
  if (address.size() == 4)
    for (auto octet : address) add(std::to_string(octet));
  else
    for (char nibble : ascii::upper(to_hex(address))) add(std::string(1, nibble));
  return text;
}

}  // namespace

std::optional<Client> Client::make(std::string_view address, std::string_view mail_from, std::string helo) {
  Client client{
      .address = octets_of_client(address), .sender = std::string(mail_from), .helo = std::move(helo)};
  if (client.address.empty()) return std::nullopt;
  if (client.sender.empty()) client.sender = client.helo;
  auto at = client.sender.rfind('@');
  if (at == std::string::npos) client.sender.insert(0, "@");
  if (at == std::string::npos || at == 0) client.sender.insert(0, "postmaster");
  return client;
}

dns::Name Client::reverse_name() const {
  dns::Name name = name_of(is_ip4() ? "in-addr.arpa" : "ip6.arpa").value();
  for (auto part = dotted(address); !part.empty();) {
    auto dot = part.find('.');
    name = name.child(part.substr(0, dot)).value();
    part = dot == part.npos ? std::string() : part.substr(dot + 1);
  }
  return name;
}

std::string Client::macro_value(char letter) const {
  switch (letter) {
    case 's':
      return sender;
    case 'l':
      return sender.substr(0, sender.rfind('@'));
    case 'o':
      return domain();
    case 'i':
      return dotted(address);
    case 'v':
      return is_ip4() ? "in-addr" : "ip6";
    case 'h':
      return helo;
    case 'c':
      return text_of_address(address);
    case 'r':
      return receiver;
    case 't':
      return std::to_string(now.time_since_epoch().count());
    default:
      return {};
  }
}

}  // namespace edig::services::spf
