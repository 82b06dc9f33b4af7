#include "report/spelling.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "dns/ldns.h"
#include "report/record_types.h"

namespace edig::report {
namespace {

using Fields = std::vector<std::string>;

// ldns escapes; should it ever not, nothing foreign gets through.
std::string visible_ascii(std::string_view text) {
  std::string visible;
  visible.reserve(text.size());
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      visible += c;
      continue;
    }
    const char escape[] = {'\\', static_cast<char>('0' + byte / 100), static_cast<char>('0' + byte / 10 % 10),
                           static_cast<char>('0' + byte % 10)};
    visible.append(escape, sizeof escape);
  }
  return visible;
}

Fields split(std::string_view text) {
  Fields fields(1);
  bool quoted = false, escaped = false;
  for (char c : text) {
    if (c == ' ' && !quoted && !escaped) {
      if (!fields.back().empty()) fields.emplace_back();
      continue;
    }
    if (c == '"' && !escaped && (quoted || fields.back().empty())) quoted = !quoted;
    escaped = c == '\\' && !escaped;
    fields.back() += c;
  }
  if (fields.back().empty()) fields.pop_back();
  return fields;
}

// A hexadecimal field that ldns writes in lower case, or nothing.
std::vector<std::size_t> hexadecimal_fields(std::uint16_t rr_type) {
  switch (rr_type) {
    case type::ds:
    case type::cds:
    case type::tlsa:
    case type::smimea:
    case type::zonemd:
    case type::nsec3param:
      return {3};
    case type::sshfp:
      return {2};
    case type::hip:
      return {1};
    case type::nsec3:
      return {3, 4};
    default:
      return {};
  }
}

// RFC 9460 appendix A: BIND quotes what may hold any character.
void quote_value(std::string& parameter) {
  auto equals = parameter.find('=');
  if (equals == parameter.npos || parameter.ends_with('"')) return;
  auto key = std::string_view(parameter).substr(0, equals);
  bool any = key == "alpn" || key == "dohpath" || (key.starts_with("key") && key.size() > 3);
  if (any) parameter = parameter.substr(0, equals + 1) + '"' + parameter.substr(equals + 1) + '"';
}

// RFC 1876: ldns writes 04 and -2m where BIND writes 4 and -2.00m.
void respell_location(Fields& fields) {
  for (auto& field : fields) {
    if (field.size() > 1 && field[0] == '0' && field[1] >= '0' && field[1] <= '9') field.erase(0, 1);
  }
  // The equator and the zero meridian are neither side; BIND calls them north and east.
  auto rename_zero = [&](std::size_t first, std::string_view hemisphere) {
    if (fields.size() > first + 3 && fields[first] == "0" && fields[first + 1] == "0" &&
        fields[first + 2] == "0.000")
      fields[first + 3] = hemisphere;
  };
  rename_zero(0, "N");
  rename_zero(4, "E");
  constexpr std::size_t altitude = 8;
  if (fields.size() > altitude && fields[altitude].ends_with('m') &&
      fields[altitude].find('.') == std::string::npos)
    fields[altitude].insert(fields[altitude].size() - 1, ".00");
}

// RFC 6742: groups without leading zeros.
void respell_groups(std::string& field) {
  std::string shorter;
  bool leading = true;
  for (std::size_t i = 0; i < field.size(); ++i) {
    bool last = i + 1 == field.size() || field[i + 1] == ':';
    if (leading && field[i] == '0' && !last) continue;
    leading = field[i] == ':';
    shorter += field[i];
  }
  field = shorter;
}

// ldns leaves characters bare that mean something in a zone file; dns::Name does not.
void respell_name(std::string& field) {
  if (field.starts_with('"') || !field.ends_with('.') || field.find_first_of("\"@$") == field.npos) return;
  if (auto name = dns::Name::parse(field)) field = name->text();
}

void respell_number(std::string& field, auto&& text) {
  std::uint16_t number = 0;
  auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (error == std::errc() && end == field.data() + field.size()) field = text(number);
}

// In a type bitmap, those that ldns has no name for.
void respell_type(std::string& field) {
  auto type = field.starts_with("TYPE") ? dns::parse_type(field) : std::nullopt;
  if (type) field = dns::type_text(*type);
}

// RFC 4398 section 2.1.
void respell_certificate(Fields& fields) {
  constexpr std::size_t algorithm = 2;
  if (fields.size() <= algorithm) return;
  respell_number(fields[algorithm], [](std::uint16_t number) {
    return number > 255 ? std::to_string(number) : algorithm_name(static_cast<std::uint8_t>(number));
  });
}

// RFC 8945 section 4.2, RFC 2930 section 2. A MAC of no octets leaves no field behind its size.
void respell_error(std::uint16_t rr_type, Fields& fields) {
  constexpr std::size_t in_tkey = 4, mac_size = 3;
  auto at = rr_type == type::tkey ? in_tkey
                                  : mac_size + (fields.size() > mac_size && fields[mac_size] == "0" ? 2 : 3);
  if (at < fields.size()) respell_number(fields[at], dns::tsig_error_text);
}

void respell(std::uint16_t rr_type, Fields& fields) {
  std::ranges::for_each(fields, respell_name);
  if (rr_type == type::cert) respell_certificate(fields);
  for (auto index : hexadecimal_fields(rr_type))
    if (index < fields.size()) fields[index] = ascii::upper(fields[index]);
  if (rr_type == type::svcb || rr_type == type::https) std::ranges::for_each(fields, quote_value);
  if (rr_type == type::nsec || rr_type == type::nsec3 || rr_type == type::csync)
    std::ranges::for_each(fields, respell_type);
  if (rr_type == type::rrsig && !fields.empty()) respell_type(fields.front());
  if (rr_type == type::tkey || rr_type == type::tsig) respell_error(rr_type, fields);
  if (rr_type == type::loc) respell_location(fields);
  if ((rr_type == type::nid || rr_type == type::l64) && fields.size() == 2) respell_groups(fields[1]);
}

}  // namespace

std::string algorithm_name(std::uint8_t algorithm) {
  constexpr std::uint8_t dsa_nsec3 = 6, rsa_nsec3 = 7;
  if (algorithm == dsa_nsec3) return "NSEC3DSA";
  if (algorithm == rsa_nsec3) return "NSEC3RSASHA1";
  const auto* entry = ldns_lookup_by_id(ldns_algorithms, algorithm);
  return entry ? entry->name : std::to_string(algorithm);
}

std::string expanded_ipv6(ByteView address) {
  auto hex = to_hex(address);
  std::string text;
  for (std::size_t at = 0; at < hex.size(); at += 4) text += (at > 0 ? ":" : "") + hex.substr(at, 4);
  return text;
}

void make_svc_key_opaque(std::string& parameter) {
  constexpr std::pair<std::string_view, std::string_view> newer[] = {
      {"dohpath", "key7"}, {"ohttp", "key8"}, {"tls-supported-groups", "key9"}};
  auto key = std::string_view(parameter).substr(0, parameter.find('='));
  auto found = std::ranges::find(newer, key, &std::pair<std::string_view, std::string_view>::first);
  if (found != std::end(newer)) parameter.replace(0, key.size(), found->second);
}

Fields generic_fields(const dns::Record& record) {
  auto octets = record.octets();
  Fields fields{"\\#", std::to_string(octets.size())};
  if (octets.empty()) return fields;
  fields.push_back(to_hex(octets));
  fields.back() = ascii::upper(fields.back());
  return fields;
}

Fields rdata_fields(const dns::Record& record) {
  auto fields = split(visible_ascii(record.rdata()));
  if (fields.empty()) return fields;
  if (fields.front() == "\\#") return generic_fields(record);
  respell(record.type, fields);
  return fields;
}

std::string rdata_text(const dns::Record& record) {
  return fmt::format("{}", fmt::join(rdata_fields(record), " "));
}

}  // namespace edig::report
