#include "dns/edns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include <arpa/inet.h>

#include "base/ascii.h"
#include "base/csv.h"
#include "dns/ldns.h"
#include "dns/name.h"
#include "dns/types.h"
#include "embedded/edns_options_csv.h"

namespace edig::dns {
namespace {

// ---- Names ----

constexpr auto& registry = csv::table<embedded::edns_options_csv, 4>;
static_assert(std::ranges::is_sorted(registry, {}, [](const auto& row) { return csv::number(row[0]); }));

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    auto end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

std::optional<std::uint16_t> parse_number(std::string_view text) {
  std::uint16_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// ---- Text forms ----
// Each takes the whole OPTION-DATA and gives nothing where it is malformed.

using Text = std::optional<std::string>;

std::string seconds(std::uint32_t count) { return fmt::format("{} second{}", count, count == 1 ? "" : "s"); }

Text raw_text(ByteView data) { return std::string(as_text(data)); }

// RFC 5001 gives NSID no meaning: it may be binary.
Text printable_text(ByteView data) {
  bool printable = std::ranges::all_of(data, [](auto byte) { return byte >= 0x20 && byte < 0x7f; });
  return printable && !data.empty() ? raw_text(data) : std::nullopt;
}

Text domain_name(ByteView data) {
  auto name = Name::from_wire(data);
  if (!name || name->wire().size() != data.size()) return std::nullopt;
  return name->text();
}

// RFC 7873 section 4.
Text cookie(ByteView data) {
  constexpr std::size_t client_size = 8, min_server_size = 8, max_server_size = 32;
  if (data.size() < client_size) return std::nullopt;
  auto client = "client " + to_hex(data.first(client_size));
  auto server = data.subspan(client_size);
  if (server.empty()) return client;
  if (server.size() < min_server_size || server.size() > max_server_size) return std::nullopt;
  return client + ", server " + to_hex(server);
}

// RFC 7871 section 6: as many octets of the address as the source prefix needs, the rest of its last octet
// zero.
Text client_subnet(ByteView data) {
  Reader reader(data);
  auto family = reader.u16();
  auto source = reader.u8(), scope = reader.u8();
  if (!scope) return std::nullopt;
  auto prefix = fmt::format("/{}/{}", *source, *scope);
  if (*family == 0) return *source == 0 && reader.remaining() == 0 ? Text("0" + prefix) : std::nullopt;
  if (*family != 1 && *family != 2) return std::nullopt;

  unsigned bits = *family == 1 ? 32 : 128;
  auto given = reader.rest();
  if (*source > bits || *scope > bits || given.size() != (*source + 7U) / 8) return std::nullopt;
  if (*source % 8 != 0 && (given.back() & (0xffU >> *source % 8)) != 0) return std::nullopt;

  std::array<std::uint8_t, 16> address{};
  std::ranges::copy(given, address.begin());
  char text[INET6_ADDRSTRLEN];
  if (!inet_ntop(*family == 1 ? AF_INET : AF_INET6, address.data(), text, sizeof text)) return std::nullopt;
  return text + prefix;
}

// RFC 7314 section 3.
Text expire(ByteView data) {
  Reader reader(data);
  auto expiry = reader.u32();
  if (!expiry || reader.remaining() > 0) return std::nullopt;
  return seconds(*expiry);
}

// RFC 7828 section 3.1: units of 100 milliseconds.
Text keepalive(ByteView data) {
  Reader reader(data);
  auto timeout = reader.u16();
  if (!timeout || reader.remaining() > 0) return std::nullopt;
  return fmt::format("{}.{} seconds", *timeout / 10, *timeout % 10);
}

Text padding(ByteView data) { return fmt::format("{} octet{}", data.size(), data.size() == 1 ? "" : "s"); }

// RFC 9660 section 2.1.
Text zone_version(ByteView data) {
  Reader reader(data);
  auto labels = reader.u8(), type = reader.u8();
  if (!type) return std::nullopt;
  auto zone = fmt::format(" (zone of {} label{})", *labels, *labels == 1 ? "" : "s");
  if (*type != 0) return fmt::format("type {}: {}", *type, to_hex(reader.rest())) + zone;
  auto serial = reader.u32();
  if (!serial || reader.remaining() > 0) return std::nullopt;
  return fmt::format("SOA-SERIAL: {}", *serial) + zone;
}

// RFC 8764 section 3.2.
Text llq(ByteView data) {
  Reader reader(data);
  auto version = reader.u16(), opcode = reader.u16(), error = reader.u16();
  auto id = reader.take(8);
  auto lease = reader.u32();
  if (!id || !lease || reader.remaining() > 0) return std::nullopt;
  return fmt::format("version {}, opcode {}, error {}, id {}, lease {}", *version, *opcode, *error,
                     to_hex(*id), seconds(*lease));
}

// RFC 9664 section 4.
Text update_lease(ByteView data) {
  Reader reader(data);
  auto lease = reader.u32(), key_lease = reader.u32();
  if (!lease || reader.remaining() > 0) return std::nullopt;
  auto text = "lease " + seconds(*lease);
  return key_lease ? text + ", key lease " + seconds(*key_lease) : text;
}

// A list of 16-bit values.
template <auto show>
Text list16(ByteView data) {
  if (data.empty() || data.size() % 2 != 0) return std::nullopt;
  Reader reader(data);
  std::string text;
  while (auto value = reader.u16()) text += (text.empty() ? "" : " ") + show(*value);
  return text;
}

std::string decimal(std::uint16_t value) { return std::to_string(value); }

Text tag(ByteView data) { return data.size() == 2 ? list16<decimal>(data) : std::nullopt; }

// RFC 6975 section 3: a list of one-octet codes.
template <auto show>
Text list8(ByteView data) {
  if (data.empty()) return std::nullopt;
  std::string text;
  for (auto code : data) text += (text.empty() ? "" : " ") + show(code);
  return text;
}

std::string dnssec_algorithm(std::uint8_t code) {
  const auto* entry = ldns_lookup_by_id(ldns_algorithms, code);
  return entry ? std::string(entry->name) : std::to_string(code);
}

// IANA "DS RR Type Digest Algorithms".
std::string ds_digest(std::uint8_t code) {
  constexpr auto names = std::to_array<std::string_view>({"SHA1", "SHA256", "GOST", "SHA384"});
  return code >= 1 && code <= names.size() ? std::string(names[code - 1U]) : std::to_string(code);
}

std::string nsec3_hash(std::uint8_t code) { return code == 1 ? "SHA1" : std::to_string(code); }

struct TextForm {
  std::uint16_t code;
  Text (*text)(ByteView data);
};

constexpr auto text_forms = std::to_array<TextForm>({
    {1, llq},
    {2, update_lease},
    {option::nsid, printable_text},
    {5, list8<dnssec_algorithm>},
    {6, list8<ds_digest>},
    {7, list8<nsec3_hash>},
    {option::client_subnet, client_subnet},
    {option::expire, expire},
    {option::cookie, cookie},
    {option::keepalive, keepalive},
    {option::padding, padding},
    {13, domain_name},
    {14, list16<decimal>},
    {16, tag},
    {17, tag},
    {option::report_channel, domain_name},
    {option::zone_version, zone_version},
    {20, list16<type_text>},
    {21, list16<type_text>},
    {option::extra_text_language, raw_text},
    {option::filtering_contact, raw_text},
    {option::filtering_organization, raw_text},
    {option::filtering_db, raw_text},
});

}  // namespace

const Option* Edns::find(std::uint16_t code) const {
  auto found = std::ranges::find(options, code, &Option::code);
  return found != options.end() ? &*found : nullptr;
}

std::string option_name(std::uint16_t code) {
  auto row = std::ranges::find_if(registry, [&](const auto& entry) { return csv::number(entry[0]) == code; });
  return row != registry.end() ? std::string((*row)[1]) : "OPT" + std::to_string(code);
}

std::optional<std::uint16_t> parse_option_code(std::string_view text) {
  auto folded = ascii::upper(text);
  auto row = std::ranges::find_if(
      registry, [&](const auto& entry) { return entry[1] == folded || has_word(entry[2], folded); });
  if (row != registry.end()) return csv::number((*row)[0]);
  return parse_number(folded.starts_with("OPT") ? std::string_view(folded).substr(3) : text);
}

std::optional<std::string> option_text(const Option& option) {
  auto form = std::ranges::find(text_forms, option.code, &TextForm::code);
  if (form == text_forms.end() || option.truncated) return std::nullopt;
  return form->text(option.data);
}

}  // namespace edig::dns
