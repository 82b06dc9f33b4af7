#include "dns/rdata_fields.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/csv.h"
#include "dns/ldns.h"
#include "dns/name.h"
#include "embedded/rdata_fields_csv.h"

namespace edig::dns {
namespace {

constexpr auto& rdata_table = csv::table<embedded::rdata_fields_csv, 4>;
struct Column {
  enum { value, mnemonic, fields, ldns };
};

using Text = std::optional<std::string>;

// ---- Fields: each takes its octets from the front, and gives nothing where they are not of its form ----

template <typename Number>
Text number_text(std::optional<Number> read) {
  return read ? Text(std::to_string(*read)) : std::nullopt;
}

// RFC 1035 section 5.1.
std::string quoted(ByteView octets) {
  std::string text = "\"";
  for (auto octet : octets) {
    if (octet == '"' || octet == '\\')
      text += {'\\', static_cast<char>(octet)};
    else if (octet >= 0x20 && octet < 0x7f)
      text += static_cast<char>(octet);
    else
      text += fmt::format("\\{:03}", octet);
  }
  return text + '"';
}

Text string(Reader& reader) {
  auto length = reader.u8();
  auto octets = length ? reader.take(*length) : std::nullopt;
  return octets ? Text(quoted(*octets)) : std::nullopt;
}

Text strings(Reader& reader) {
  std::string all;
  do {
    auto one = string(reader);
    if (!one) return std::nullopt;
    all += (all.empty() ? "" : " ") + *one;
  } while (reader.remaining() > 0);
  return all;
}

ByteView take_rest(Reader& reader) { return *reader.take(reader.remaining()); }

Text hex(Reader& reader) { return ascii::upper(to_hex(take_rest(reader))); }

Text base64(Reader& reader) {
  auto octets = take_rest(reader);
  RdfPtr field(ldns_rdf_new_frm_data(LDNS_RDF_TYPE_B64, octets.size(), octets.data()));
  return take_string(ldns_rdf2str(field.get()));
}

Text name(Reader& reader) {
  auto found = Name::from_wire(reader.rest());
  if (!found || !reader.take(found->wire().size())) return std::nullopt;
  return found->text();
}

Text address(Reader& reader, int family) {
  auto octets = reader.take(family == AF_INET ? 4 : 16);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (!octets || !inet_ntop(family, octets->data(), text.data(), text.size())) return std::nullopt;
  return text.data();
}

// RFC 8777 section 4.2: precedence, the D bit, the type of the relay, and the relay.
Text relay(Reader& reader) {
  auto precedence = reader.u8(), kind = precedence ? reader.u8() : std::nullopt;
  if (!kind) return std::nullopt;
  enum Relay { none, ipv4, ipv6, by_name };
  auto type = *kind & 0x7f;
  auto shown = type == none      ? Text(".")
               : type == ipv4    ? address(reader, AF_INET)
               : type == ipv6    ? address(reader, AF_INET6)
               : type == by_name ? name(reader)
                                 : std::nullopt;
  if (!shown) return std::nullopt;
  return fmt::format("{} {} {} {}", *precedence, *kind >> 7, type, *shown);
}

// RFC 3123 section 4: family, prefix, the N bit with a length, and so many octets of an address.
Text prefix(Reader& reader) {
  auto family = reader.u16();
  auto bits = family ? reader.u8() : std::nullopt;
  auto length = bits ? reader.u8() : std::nullopt;
  auto part = length ? reader.take(*length & 0x7f) : std::nullopt;
  constexpr std::uint16_t ipv4 = 1, ipv6 = 2;
  if (!part || (*family != ipv4 && *family != ipv6)) return std::nullopt;
  std::array<std::uint8_t, 16> octets{};
  std::size_t size = *family == ipv4 ? 4 : octets.size();
  if (part->size() > size || *bits > size * 8) return std::nullopt;
  std::ranges::copy(*part, octets.begin());
  Reader whole(ByteView(octets).first(size));
  auto shown = address(whole, *family == ipv4 ? AF_INET : AF_INET6);
  return fmt::format("{}{}:{}/{}", *length & 0x80 ? "!" : "", *family, *shown, *bits);
}

Text prefixes(Reader& reader) {
  std::string all;
  while (reader.remaining() > 0) {
    auto one = prefix(reader);
    if (!one) return std::nullopt;
    all += (all.empty() ? "" : " ") + *one;
  }
  return all;
}

Text text_of_field(std::string_view kind, Reader& reader) {
  if (kind == "u8") return number_text(reader.u8());
  if (kind == "u16") return number_text(reader.u16());
  if (kind == "u32") return number_text(reader.u32());
  constexpr std::pair<std::string_view, Text (*)(Reader&)> others[] = {
      {"string", string}, {"strings", strings}, {"hex", hex},          {"base64", base64},
      {"name", name},     {"relay", relay},     {"prefixes", prefixes}};
  auto found = std::ranges::find(others, kind, &std::pair<std::string_view, Text (*)(Reader&)>::first);
  return found == std::end(others) ? std::nullopt : found->second(reader);
}

std::optional<csv::Row<4>> row_of(std::uint16_t type) {
  auto found = std::ranges::find_if(rdata_table,
                                    [&](const auto& row) { return csv::number(row[Column::value]) == type; });
  return found == rdata_table.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

Text rdata_by_fields(std::uint16_t type, ByteView rdata) {
  auto row = row_of(type);
  if (!row) return std::nullopt;
  Reader reader(rdata);
  std::string text;
  for (auto kinds = (*row)[Column::fields]; !kinds.empty();) {
    auto end = std::min(kinds.find(' '), kinds.size());
    auto shown = text_of_field(kinds.substr(0, end), reader);
    if (!shown) return std::nullopt;
    text += (text.empty() || shown->empty() ? "" : " ") + *shown;
    kinds.remove_prefix(std::min(end + 1, kinds.size()));
  }
  return reader.remaining() == 0 && !text.empty() ? Text(text) : std::nullopt;
}

bool is_misread(std::uint16_t type) {
  auto row = row_of(type);
  return row && (*row)[Column::ldns] == "misreads";
}

}  // namespace edig::dns
