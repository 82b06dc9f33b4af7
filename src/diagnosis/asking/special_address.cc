#include "diagnosis/asking/special_address.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/csv.h"
#include "base/ip_address.h"
#include "dns/dnssec.h"
#include "embedded/special_addresses_csv.h"

namespace edig::diagnosis {
namespace {

using AddressRow = ede::TextRow<4>;
constexpr auto ranges = ede::text_table<embedded::special_addresses_csv, 4>();

Bytes octets(std::string_view address) { return octets_of_address(address.substr(0, address.find('%'))); }

bool within(const Bytes& address, std::string_view prefix_hex, std::size_t length) {
  auto prefix = from_hex(prefix_hex);
  if (!prefix || prefix->size() != address.size()) return false;
  for (std::size_t bit = 0; bit < length; ++bit)
    if (((address[bit / 8] ^ (*prefix)[bit / 8]) >> (7 - bit % 8) & 1) != 0) return false;
  return true;
}

std::string_view asked(const AddressRow& row) { return row.fields[2]; }

const AddressRow* row_of(const Bytes& address) {
  auto found = std::ranges::find_if(ranges, [&](const AddressRow& row) {
    return within(address, row.fields[0], csv::number<std::size_t>(row.fields[1]));
  });
  return found == ranges.end() ? nullptr : &*found;
}

bool is_special(const AddressRow& row) { return !row.texts.in(ede::Language::en).empty(); }

bool asked_within(Reach reach, const Bytes& address) {
  if (reach == Reach::anywhere) return true;
  if (address.empty()) return false;
  const auto* row = row_of(address);
  if (!row) return true;
  constexpr std::string_view embedded = "as-octet-";
  if (!asked(*row).starts_with(embedded))
    return asked(*row) != "never" && (reach == Reach::networks || !is_special(*row));
  auto offset = csv::number<std::ptrdiff_t>(asked(*row).substr(embedded.size()));
  return asked_within(reach, Bytes(address.begin() + offset, address.begin() + offset + 4));
}

}  // namespace

std::optional<ede::Phrase> special_address(std::string_view address) {
  const auto* row = row_of(octets(address));
  if (!row || !is_special(*row)) return std::nullopt;
  return ede::Phrase{row->fields[0], row->texts};
}

bool is_private_or_local(std::string_view address) {
  const auto* row = row_of(octets(address));
  return row && row->fields[3] == "own";
}

bool leads_nowhere(std::string_view address) { return !is_within(Reach::networks, address); }

bool is_within(Reach reach, std::string_view address) { return asked_within(reach, octets(address)); }

bool has_special_address(const dns::Message& message) {
  return std::ranges::any_of(message.answer, [](const auto& record) {
    auto address = dns::read_address(record);
    return address && special_address(*address);
  });
}

}  // namespace edig::diagnosis
