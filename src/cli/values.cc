#include "cli/values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <optional>

#include "base/ascii.h"
#include "base/idna.h"
#include "cli/server_spec.h"
#include "dns/reverse_name.h"

namespace edig::cli {
namespace {

Bytes address_bytes(std::string_view address) {
  std::array<std::uint8_t, 16> buffer{};
  bool v4 = address_family(address) == AddressFamily::v4;
  inet_pton(v4 ? AF_INET : AF_INET6, std::string(address).c_str(), buffer.data());
  return Bytes(buffer.begin(), buffer.begin() + (v4 ? 4 : 16));
}

// Leaves only the first `bits` bits, in as few octets as hold them.
void cut_prefix(Bytes& address, unsigned bits) {
  address.resize((bits + 7) / 8);
  if (bits % 8 != 0) address.back() &= static_cast<std::uint8_t>(0xff << (8 - bits % 8));
}

// The labels in reverse, whether they are octets or not: names such as 0-127.2.0.192.in-addr.arpa (RFC 2317)
// are made so, too.
std::string reverse_labels(std::string_view address) {
  auto labels = split(address, ".");
  std::string name;
  for (auto label = labels.rbegin(); label != labels.rend(); ++label) name += std::string(*label) + ".";
  return name + "in-addr.arpa.";
}

// The first groups of an IPv6 address, "2001:db8".
std::optional<Bytes> leading_octets(std::string_view text) {
  constexpr std::size_t group_size = 4;
  if (text.find("::") != text.npos || text.starts_with(':')) return std::nullopt;
  std::string nibbles;
  for (auto group : split(text, ":")) {
    if (group.size() > group_size || group.find_first_not_of("0123456789abcdefABCDEF") != group.npos)
      return std::nullopt;
    nibbles += std::string(group_size - group.size(), '0') + ascii::lower(group);
  }
  return !nibbles.empty() && nibbles.size() < 32 ? from_hex(nibbles) : std::nullopt;
}

// "10.53" of "10.53/15": what is left out is 0.
std::string whole_ipv4(std::string_view address) {
  std::string whole(address);
  for (auto dots = std::ranges::count(address, '.'); dots < 3; ++dots) whole += ".0";
  return whole;
}

bool looks_like_ipv4(std::string_view host) {
  return std::ranges::count(host, '.') == 3 && host.find_first_not_of("0123456789.") == host.npos;
}

bool is_host_label(std::string_view label) {
  auto may_stand = [](char c) { return ascii::is_alphanumeric(c) || c == '-' || c == '_'; };
  return !label.empty() && label.size() <= 63 && !label.starts_with('-') && !label.ends_with('-') &&
         std::ranges::all_of(label, may_stand);
}

// A final dot may stand: it makes the name absolute.
bool is_host_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.size() > 253) return false;
  for (std::size_t start = 0; start <= name.size();) {
    auto end = std::min(name.find('.', start), name.size());
    if (!is_host_label(name.substr(start, end - start))) return false;
    start = end + 1;
  }
  return true;
}

// Nothing for a day that its month does not have, or a leap second.
std::optional<std::time_t> seconds_of(const std::tm& time) {
  auto normal = time;
  auto seconds = timegm(&normal);
  bool same = normal.tm_mday == time.tm_mday && normal.tm_sec == time.tm_sec;
  return same ? std::optional(seconds) : std::nullopt;
}

}  // namespace

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> words;
  for (std::size_t start = 0; (start = text.find_first_not_of(separators, start)) != text.npos;) {
    auto end = std::min(text.find_first_of(separators, start), text.size());
    words.push_back(text.substr(start, end - start));
    start = end;
  }
  return words;
}

Result<std::uint32_t> parse_number(std::string_view text, std::uint32_t least, std::uint32_t most,
                                   std::string_view what) {
  bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  auto digits = text.substr(hexadecimal ? 2 : 0);
  std::uint32_t number = 0;
  auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, hexadecimal ? 16 : 10);
  bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (whole && number >= least && number <= most) return number;
  return fail(Error::Kind::usage, std::string(what) + " is a number from " + std::to_string(least) + " to " +
                                      std::to_string(most) + ", not " + in_quotes(text));
}

Result<std::chrono::milliseconds> parse_seconds(std::string_view text, std::string_view what) {
  std::string decimal(text.substr(0, text.find_first_not_of("0123456789.")));
  char* end = nullptr;
  double seconds = std::strtod(decimal.c_str(), &end);  // std::from_chars needs libm
  bool whole = !text.empty() && decimal.size() == text.size() && end == decimal.data() + decimal.size();
  if (!whole || seconds > 65535)
    return fail(Error::Kind::usage,
                std::string(what) + " is a number of seconds up to 65535, not " + in_quotes(text));
  auto ms = std::chrono::milliseconds(static_cast<long>(seconds * 1000));
  return ms.count() > 0 ? ms : std::chrono::seconds(1);
}

Result<std::chrono::sys_seconds> parse_time(std::string_view text, std::string_view what) {
  std::string terminated(text);
  for (const auto* form : {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d", "%Y%m%d%H%M%S"}) {
    std::tm time{};
    const char* end = strptime(terminated.c_str(), form, &time);
    if (end != terminated.data() + terminated.size()) continue;
    auto seconds = seconds_of(time);
    if (!seconds) break;
    if (*seconds >= 0 && *seconds <= std::numeric_limits<std::uint32_t>::max())
      return std::chrono::sys_seconds(std::chrono::seconds(*seconds));
    return fail(Error::Kind::usage, std::string(what) + ": " + in_quotes(text) + " is no time of a signature",
                "those are from 1970-01-01 to 2106-02-07T06:28:15Z");
  }
  return fail(Error::Kind::usage, std::string(what) + ": " + in_quotes(text) + " is not a time",
              "write it as 2026-11-19T04:00:00Z, 2026-11-19 or 20261119040000");
}

Result<Bytes> parse_client_subnet(std::string_view text) {
  if (text == "0") text = "0.0.0.0/0";
  auto slash = std::min(text.find('/'), text.size());
  auto given = text.substr(0, slash);
  bool partial = slash < text.size() && address_family(given) == AddressFamily::none;
  auto address = partial ? whole_ipv4(given) : std::string(given);
  auto family = address_family(address);
  if (family == AddressFamily::none || address.find('%') != address.npos)
    return fail(Error::Kind::usage,
                "+subnet is an address or a prefix, such as 192.0.2.0/24, not " + in_quotes(text));
  std::uint32_t most = family == AddressFamily::v4 ? 32 : 128, bits = most;
  if (slash < text.size()) {
    auto number = parse_number(text.substr(slash + 1), 0, most, "the prefix length of +subnet");
    if (!number) return std::unexpected(number.error());
    bits = *number;
  }
  auto prefix = address_bytes(address);
  cut_prefix(prefix, bits);
  Bytes data{0, static_cast<std::uint8_t>(family == AddressFamily::v4 ? 1 : 2),
             static_cast<std::uint8_t>(bits), 0};
  data.insert(data.end(), prefix.begin(), prefix.end());
  return data;
}

Result<dns::Option> parse_edns_option(std::string_view text) {
  auto colon = std::min(text.find(':'), text.size());
  if (colon == 0) return fail(Error::Kind::usage, "+ednsopt no code point specified", "+ednsopt=CODE[:HEX]");
  auto code = dns::parse_option_code(text.substr(0, colon));
  if (!code)
    return fail(Error::Kind::usage, "+ednsopt has an unknown option " + in_quotes(text.substr(0, colon)),
                "give its number, 0 to 65535");
  auto data = from_hex(text.substr(std::min(colon + 1, text.size())));
  if (!data)
    return fail(Error::Kind::usage, "+ednsopt takes pairs of hexadecimal digits after the colon, not " +
                                        in_quotes(text.substr(colon + 1)));
  return dns::Option{.code = *code, .data = *data, .truncated = false};
}

Result<Bytes> parse_cookie(std::string_view text) {
  auto cookie = from_hex(text);
  if (cookie && (cookie->size() == 8 || (cookie->size() >= 16 && cookie->size() <= 40))) return *cookie;
  return fail(Error::Kind::usage, "+cookie is 16 or 32 to 80 hexadecimal digits, not " + in_quotes(text));
}

Result<std::string> parse_pin(std::string_view text) {
  auto is_base64 = [](char c) { return ascii::is_alphanumeric(c) || c == '+' || c == '/'; };
  if (text.size() == 44 && text.ends_with('=') && std::ranges::all_of(text.substr(0, 43), is_base64))
    return std::string(text);
  return fail(Error::Kind::usage, "+tls-pin is a SHA-256 in base64, 44 characters, not " + in_quotes(text));
}

Result<std::string> parse_host(std::string_view text, const std::string& what) {
  auto wrong = [&](const std::string& why) { return fail(Error::Kind::usage, what + why); };
  if (text.empty()) return wrong(" is empty");
  bool v6 = address_family(text) == AddressFamily::v6;
  if (!v6 && text.find(':') != text.npos) return wrong(" is not an IPv6 address");
  auto ascii = v6 ? std::string(text) : to_ascii(text);
  if (!ascii) return std::unexpected(ascii.error());
  if (address_family(*ascii) != AddressFamily::none) return *ascii;
  if (looks_like_ipv4(*ascii)) return wrong(" is not an IPv4 address");
  if (!is_host_name(*ascii)) return wrong(" is neither an address nor a host name");
  return *ascii;
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

Result<std::string> parse_path(std::string_view text, const std::string& what) {
  if (!text.starts_with('/'))
    return fail(Error::Kind::usage, what + " is a path that starts with '/', not " + in_quotes(text));
  if (is_visible(text)) return std::string(text);
  return fail(Error::Kind::usage, what + " has a path with a character that a URL cannot have",
              "write it as % and two hexadecimal digits");
}

Result<std::string> reverse_name(std::string_view address) {
  bool v6 = address_family(address) == AddressFamily::v6 && address.find('%') == address.npos;
  if (v6) return dns::reverse_name(AddressFamily::v6, address_bytes(address));
  bool labels = !address.empty() && !address.starts_with('.') && address.find("..") == address.npos;
  if (labels && address.find(':') == address.npos) return reverse_labels(address);
  if (auto octets = leading_octets(address)) return dns::reverse_name(AddressFamily::v6, *octets);
  return fail(Error::Kind::usage, "-x: " + in_quotes(address) + " is not an IP address");
}

}  // namespace edig::cli
