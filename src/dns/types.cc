#include "dns/types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

#include "base/ascii.h"
#include "base/csv.h"
#include "dns/ldns.h"
#include "embedded/rcodes_csv.h"
#include "embedded/types_csv.h"

namespace edig::dns {
namespace {

struct Mnemonic {
  std::uint16_t value = 0;
  std::string_view text;
};

template <const std::string_view& text>
constexpr auto mnemonics() {
  constexpr auto& rows = csv::table<text, 3>;
  std::array<Mnemonic, rows.size()> table;
  std::ranges::transform(rows, table.begin(), [](const auto& row) {
    return Mnemonic{csv::number(row[0]), row[1]};
  });
  return table;
}

constexpr auto newer_types = mnemonics<embedded::types_csv>();
constexpr auto rcodes = mnemonics<embedded::rcodes_csv>();
constexpr std::array classes = {Mnemonic{cls::in, "IN"}, Mnemonic{cls::ch, "CH"}, Mnemonic{cls::hs, "HS"},
                                Mnemonic{cls::none, "NONE"}, Mnemonic{cls::any, "ANY"}};
constexpr std::array opcodes = {Mnemonic{0, "QUERY"},  Mnemonic{1, "IQUERY"}, Mnemonic{2, "STATUS"},
                                Mnemonic{4, "NOTIFY"}, Mnemonic{5, "UPDATE"}, Mnemonic{6, "DSO"}};

template <typename Table>
std::string text_of(const Table& table, std::uint16_t value, std::string_view generic) {
  auto found = std::ranges::find(table, value, &Mnemonic::value);
  return found != table.end() ? std::string(found->text) : std::string(generic) + std::to_string(value);
}

// The number of "TYPE65280" for the prefix "TYPE".
std::optional<std::uint16_t> generic_value(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  std::uint16_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <typename Table>
std::optional<std::uint16_t> value_of(const Table& table, std::string_view text, std::string_view generic) {
  auto folded = ascii::upper(text);
  auto found = std::ranges::find(table, folded, &Mnemonic::text);
  return found != table.end() ? std::optional(found->value) : generic_value(folded, generic);
}

// ldns' own mnemonics; empty for the generic form.
std::string ldns_type_text(std::uint16_t type) {
  auto text = take_string(ldns_rr_type2str(static_cast<ldns_rr_type>(type)));
  return text.starts_with("TYPE") ? std::string() : text;
}

}  // namespace

std::string type_text(std::uint16_t type) {
  auto text = ldns_type_text(type);
  return text.empty() ? text_of(newer_types, type, "TYPE") : text;
}

std::optional<std::uint16_t> parse_type(std::string_view text) {
  if (auto value = value_of(newer_types, text, "TYPE")) return value;
  auto folded = ascii::upper(text);
  auto type = static_cast<std::uint16_t>(ldns_get_rr_type_by_name(folded.c_str()));
  // ldns also takes what only begins like TYPE123.
  if (type == 0 || ldns_type_text(type) != folded) return std::nullopt;
  return type;
}

std::string class_text(std::uint16_t cls) { return text_of(classes, cls, "CLASS"); }
std::optional<std::uint16_t> parse_class(std::string_view text) {
  auto folded = ascii::upper(text);
  if (folded == "CHAOS") return cls::ch;
  if (folded == "HESIOD") return cls::hs;
  return value_of(classes, text, "CLASS");
}

std::string rcode_text(std::uint16_t rcode) { return text_of(rcodes, rcode, "RCODE"); }

std::string tsig_error_text(std::uint16_t error) {
  constexpr std::uint16_t bad_signature = 16;
  // The table has the name of the RCODE first.
  auto names = std::views::reverse(rcodes);
  auto found = std::ranges::find(names, bad_signature, &Mnemonic::value);
  return error == bad_signature && found != names.end() ? std::string(found->text) : rcode_text(error);
}

std::string opcode_text(std::uint8_t opcode) { return text_of(opcodes, opcode, "OPCODE"); }
std::optional<std::uint8_t> parse_opcode(std::string_view text) {
  auto value = value_of(opcodes, text, "OPCODE");
  if (!value) value = generic_value(text, "");
  return value && *value < 16 ? std::optional(static_cast<std::uint8_t>(*value)) : std::nullopt;
}

std::vector<std::string> known_types() {
  std::vector<std::string> types;
  for (unsigned type = 1; type <= 512; ++type)
    if (auto text = ldns_type_text(static_cast<std::uint16_t>(type)); !text.empty())
      types.push_back(std::move(text));
  for (const auto& entry : newer_types) types.emplace_back(entry.text);
  return types;
}

}  // namespace edig::dns
