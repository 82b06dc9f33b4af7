#include "dns/pasted_name.h"

#include <algorithm>

#include "base/ip_address.h"
#include "dns/reverse_name.h"
#include "dns/types.h"

namespace edig::dns {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  auto first = text.find_first_not_of(space);
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(space) - first + 1);
}

// What stands between quotes or angle brackets (RFC 3986 appendix C); before these, a person's name may
// stand, as mail programs have it (RFC 5322 section 3.4).
std::string_view without_delimiters(std::string_view text) {
  auto inside = [&](std::size_t open) { return trimmed(text.substr(open + 1, text.size() - open - 2)); };
  auto open = text.rfind('<');
  bool stands_apart = open == 0 || (open != text.npos && std::string_view(" \t\"").contains(text[open - 1]));
  if (stands_apart && text.ends_with('>')) return inside(open);
  return text.size() > 1 && text.starts_with('"') && text.ends_with('"') ? inside(0) : text;
}

bool has_scheme(std::string_view text) { return text.find("://") != text.npos; }

// The host of a URL, or of what is left of one: without scheme, user, path and port.
std::string_view host_of(std::string_view text) {
  if (has_scheme(text)) text.remove_prefix(text.find("://") + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  if (auto user = text.rfind('@'); user != text.npos) text.remove_prefix(user + 1);
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  auto colon = text.find(':');
  bool one_colon = colon != text.npos && text.find(':', colon + 1) == text.npos;
  return one_colon ? text.substr(0, colon) : text;
}

bool is_mail_address(std::string_view text) {
  return text.find('@') != text.npos && text.find_first_of(":/") == text.npos;
}

// "is a URL: asking for its host,"
std::string_view reading(std::string_view text, std::string_view host, bool mail) {
  if (mail) return "is a mail address: asking for its domain,";
  if (has_scheme(text)) return "is a URL: asking for its host,";
  if (text == host) return "has spaces, quotes or brackets around it: asking for";
  if (text.find('/') != text.npos) return "has a path, as URLs have: asking for its host,";
  return "has a port, which is no part of a name: asking for";
}

std::unexpected<Error> no_name(std::string_view text) {
  return fail(Error::Kind::usage, "'" + std::string(text) + "' is not a domain name",
              "a name has dots, and neither spaces nor commas: www.example.com (-q NAME takes any)");
}

}  // namespace

Result<std::optional<PastedName>> read_pasted_name(std::string_view text) {
  auto whole = without_delimiters(trimmed(text));
  // Zones of the reverse tree may have a slash (RFC 2317), and who escapes knows what a name is.
  bool written_as_name =
      text.empty() || whole.ends_with("arpa") || whole.ends_with("arpa.") || whole.find('\\') != whole.npos;
  if (written_as_name) return std::nullopt;
  if (whole.starts_with("mailto:")) whole.remove_prefix(std::string_view("mailto:").size());
  bool mail = is_mail_address(whole);
  auto host = family_of_address(whole) != AddressFamily::none ? whole : host_of(whole);
  if (host.empty() || host.find_first_of(" ,;\t") != host.npos) return no_name(text);
  auto quoted = "'" + std::string(text) + "' ";
  if (auto family = family_of_address(host); family != AddressFamily::none) {
    auto reverse = reverse_name(family, octets_of_address(host));
    return PastedName{reverse, type::ptr, quoted + "is an address: asking for its name, " + reverse};
  }
  if (host == text) return std::nullopt;
  return PastedName{std::string(host), mail ? std::optional(type::mx) : std::nullopt,
                    quoted + std::string(reading(whole, host, mail)) + ' ' + std::string(host)};
}

}  // namespace edig::dns
