#include "cli/server_spec.h"

#include <net/if.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "cli/stamp.h"
#include "cli/suggest.h"
#include "cli/values.h"

namespace edig::cli {
namespace {

using transport::Protocol;

Result<std::optional<Protocol>> take_scheme(std::string_view& text) {
  auto end = text.find("://");
  if (end == text.npos) return std::nullopt;
  auto scheme = ascii::lower(text.substr(0, end));
  for (auto protocol : {Protocol::udp, Protocol::tcp, Protocol::tls, Protocol::https, Protocol::http})
    if (scheme == transport::name(protocol)) {
      text.remove_prefix(end + 3);
      return protocol;
    }
  return fail(Error::Kind::usage,
              "the server " + in_quotes(text) + " has an unknown scheme " + in_quotes(scheme),
              "there are udp, tcp, tls, https, http and sdns");
}

Result<std::string> take_path(std::string_view& host, Protocol protocol, std::string_view whole) {
  auto slash = std::min(host.find('/'), host.size());
  auto path = host.substr(slash);
  host = host.substr(0, slash);
  bool none = path.empty() || (path == "/" && !is_http(protocol));
  if (none) return std::string();
  if (is_http(protocol)) return parse_path(path, "the server " + in_quotes(whole));
  return fail(Error::Kind::usage, "the server " + in_quotes(whole) + " has a path, which only https has");
}

// kdig's '@port', which a user's name before a host is not.
std::size_t find_at_port(std::string_view host) {
  auto at = host.rfind('@');
  bool port =
      at != host.npos && at + 1 < host.size() && std::ranges::all_of(host.substr(at + 1), ascii::is_digit);
  return port ? at : host.npos;
}

// Splits off what follows the host: '#port', '@port' or ':port'. A lone IPv6 address has more than one colon.
Result<std::optional<std::uint16_t>> take_port(std::string_view& host, std::string_view whole) {
  auto at = std::min(host.rfind('#'), find_at_port(host));
  if (host.starts_with('[')) {
    auto end = host.find(']');
    if (end == host.npos) return fail(Error::Kind::usage, "the server " + in_quotes(whole) + " lacks a ']'");
    auto rest = host.substr(end + 1);
    if (!rest.empty() && std::string_view(":#@").find(rest[0]) == rest.npos)
      return fail(Error::Kind::usage,
                  "the server " + in_quotes(whole) + " has something else than a port after ']'");
    at = rest.empty() ? host.npos : end + 1;
  } else if (at == host.npos && std::ranges::count(host, ':') == 1) {
    at = host.find(':');
  }
  if (at == host.npos) return std::nullopt;
  auto port = parse_number(host.substr(at + 1), 1, 65535, "the port of " + in_quotes(whole));
  if (!port) return std::unexpected(port.error());
  host = host.substr(0, at);
  return static_cast<std::uint16_t>(*port);
}

// RFC 6874 section 2: in brackets, "%25" is the percent sign of the zone.
std::string take_zone_escape(std::string_view address) {
  constexpr std::string_view escaped = "%25";
  auto at = address.find(escaped);
  if (at == address.npos || at + escaped.size() == address.size()) return std::string(address);
  return std::string(address.substr(0, at + 1)) + std::string(address.substr(at + escaped.size()));
}

bool is_interface(const std::string& zone) {
  std::array<char, IF_NAMESIZE> name{};
  if (!std::ranges::all_of(zone, ascii::is_digit)) return if_nametoindex(zone.c_str()) != 0;
  unsigned index = 0;
  auto read = std::from_chars(zone.data(), zone.data() + zone.size(), index);
  return read.ec == std::errc() && if_indextoname(index, name.data()) != nullptr;
}

Result<std::string> check_zone(const std::string& address, std::string_view whole) {
  auto percent = std::min(address.find('%'), address.size());
  if (percent == address.size() || is_interface(address.substr(percent + 1))) return address;
  return fail(Error::Kind::usage,
              "the server " + in_quotes(whole) + " has a zone that is no interface of this machine: '" +
                  address.substr(percent + 1) + "'",
              "'ip link' lists them");
}

Result<std::string> check_host(std::string_view host, std::string_view whole) {
  auto wrong = [&](const std::string& why) {
    return fail(Error::Kind::usage, "the server " + in_quotes(whole) + why);
  };
  if (host.starts_with('[')) {
    auto address = take_zone_escape(host.substr(1, host.size() - 2));
    if (address_family(address) != AddressFamily::v6) return wrong(" is not an IPv6 address in brackets");
    return check_zone(address, whole);
  }
  if (host.empty() && !whole.empty()) return wrong(" has no host");
  auto parsed = parse_host(host, "the server " + in_quotes(whole));
  return parsed ? check_zone(*parsed, whole) : parsed;
}

// A zone index may be any text (RFC 4007 section 11.2): here what can be shown, and ends where a server does.
bool is_zone_index(std::string_view text) {
  return !text.empty() && is_visible(text) && text.find_first_of("%/[]#") == text.npos;
}

}  // namespace

AddressFamily address_family(std::string_view text) {
  auto zone = std::min(text.find('%'), text.size());
  if (zone == text.size()) return family_of_address(text);
  bool is_v6 = family_of_address(text.substr(0, zone)) == AddressFamily::v6;
  return is_v6 && is_zone_index(text.substr(zone + 1)) ? AddressFamily::v6 : AddressFamily::none;
}

const std::string& host_of(const ServerSpec& server, transport::Family family) {
  return family == transport::Family::v6 && !server.ipv6.empty() ? server.ipv6 : server.host;
}

Result<ServerSpec> parse_server(std::string_view text) {
  if (ascii::lower(text.substr(0, stamp_scheme.size())) == stamp_scheme) return parse_stamp(text);
  ServerSpec server;
  auto rest = text;
  auto scheme = take_scheme(rest);
  if (!scheme) return std::unexpected(scheme.error());
  server.protocol = *scheme;
  if (scheme->has_value()) {
    auto path = take_path(rest, *server.protocol, text);
    if (!path) return std::unexpected(path.error());
    server.path = *path;
  }
  auto port = take_port(rest, text);
  if (!port) return std::unexpected(port.error());
  server.port = *port;
  auto host = check_host(rest, text);
  if (!host) return std::unexpected(host.error());
  server.host = *host;
  return server;
}

}  // namespace edig::cli
