#include "diagnosis/special_address.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/csv.h"
#include "dns/dnssec.h"
#include "embedded/special_addresses_csv.h"

namespace edig::diagnosis {
namespace {

constexpr auto& ranges = csv::table<embedded::special_addresses_csv, 3>;

Bytes octets(std::string_view address) {
  std::string text(address.substr(0, address.find('%')));
  Bytes bytes(16);
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(4);
  return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ? bytes : Bytes();
}

bool within(const Bytes& address, std::string_view prefix_hex, std::size_t length) {
  auto prefix = from_hex(prefix_hex);
  if (!prefix || prefix->size() != address.size()) return false;
  for (std::size_t bit = 0; bit < length; ++bit)
    if (((address[bit / 8] ^ (*prefix)[bit / 8]) >> (7 - bit % 8) & 1) != 0) return false;
  return true;
}

}  // namespace

std::optional<std::string_view> special_address(std::string_view address) {
  auto bytes = octets(address);
  if (bytes.empty()) return std::nullopt;
  for (const auto& [prefix, length, what] : ranges)
    if (within(bytes, prefix, csv::number<std::size_t>(length)))
      return what.empty() ? std::nullopt : std::optional(what);
  return std::nullopt;
}

bool has_special_address(const dns::Message& message) {
  return std::ranges::any_of(message.answer, [](const auto& record) {
    auto address = dns::read_address(record);
    return address && special_address(*address);
  });
}

}  // namespace edig::diagnosis
