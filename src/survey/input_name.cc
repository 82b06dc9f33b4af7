#include "survey/input_name.h"

#include <array>

#include "base/ascii.h"
#include "base/idna.h"
#include "base/ip_address.h"
#include "dns/pasted_name.h"

namespace edig::survey {
namespace {

constexpr std::size_t max_name = 255, max_label = 63;

// Letters, digits, hyphens and underscores: all that a name in a list has, but for few.
constexpr auto plain_octets = [] {
  std::array<bool, 256> plain{};
  for (unsigned octet = 0; octet < 128; ++octet) {
    auto character = static_cast<char>(octet);
    plain[octet] = ascii::is_alphanumeric(character) || character == '-' || character == '_';
  }
  return plain;
}();

// Of text with labels of plain octets only; nothing where it is anything else, or might be an address: its
// last label begins with a digit.
std::optional<dns::Name> plain_name(std::string_view text) {
  if (text.size() > 1 && text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() + 2 > max_name) return std::nullopt;
  std::array<std::uint8_t, max_name> wire;
  std::size_t length_at = 0, at = 1;
  auto end_label = [&] {
    auto length = at - length_at - 1;
    wire[length_at] = static_cast<std::uint8_t>(length);
    return length > 0 && length <= max_label;
  };
  for (char character : text) {
    auto octet = static_cast<unsigned char>(character);
    if (plain_octets[octet]) {
      wire[at++] = octet;
    } else {
      if (character != '.' || !end_label()) return std::nullopt;
      length_at = at++;
    }
  }
  if (!end_label() || ascii::is_digit(static_cast<char>(wire[length_at + 1]))) return std::nullopt;
  wire[at++] = 0;
  return dns::Name::from_wire(ByteView(wire).first(at));
}

std::unexpected<Error> no_columns(std::string_view word) {
  return fail(Error::Kind::usage, "'" + std::string(word) + "' is not a domain name, but has columns",
              "+column=N says in which the name is");
}

}  // namespace

Result<Entry> read_name(std::string_view word) {
  if (auto plain = plain_name(word)) return Entry{.name = std::move(*plain)};
  auto pasted = dns::read_pasted_name(word);
  if (!pasted) return word.find(',') == word.npos ? std::unexpected(pasted.error()) : no_columns(word);
  auto text = *pasted ? std::string_view((*pasted)->name) : word;
  auto ascii = to_ascii(text);
  if (!ascii) return std::unexpected(ascii.error());
  auto name = dns::Name::parse(*ascii);
  if (!name) return std::unexpected(name.error());
  return Entry{.name = std::move(*name), .usual = *pasted ? (*pasted)->type : std::nullopt};
}

}  // namespace edig::survey
