#include "dns/tsig_key.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "base/csv.h"
#include "dns/base64.h"
#include "dns/mac.h"
#include "embedded/tsig_algorithms_csv.h"

namespace edig::dns {
namespace {

constexpr auto& algorithms = csv::table<embedded::tsig_algorithms_csv, 5>;

Result<std::size_t> truncated_size(std::string_view bits, std::size_t whole) {
  std::size_t count = 0;
  auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), count);
  auto octets = (count + 7) / 8, least = std::max<std::size_t>(10, whole / 2);
  if (error == std::errc() && end == bits.data() + bits.size() && octets >= least && octets <= whole)
    return octets;
  return fail(
      Error::Kind::usage, "the MAC of TSIG is truncated to what no server may accept",
      "from " + std::to_string(least * 8) + " to " + std::to_string(whole * 8) + " bits are left of it");
}

std::string known_algorithms() {
  std::string list;
  for (auto name : tsig_algorithms()) list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

// The row that `word` names, and what it has behind that: "-128".
struct Chosen {
  std::optional<csv::Row<5>> row = std::nullopt;
  std::string_view rest;
};

Chosen choose(std::string_view word) {
  for (const auto& row : algorithms) {
    if (!word.starts_with(row[0])) continue;
    auto rest = word.substr(row[0].size());
    if (rest.empty() || rest == "." || rest.starts_with('-')) return {row, rest == "." ? "" : rest};
  }
  return {};
}

}  // namespace

std::vector<std::string_view> tsig_algorithms() {
  std::vector<std::string_view> names;
  for (const auto& row : algorithms) names.push_back(row[0]);
  return names;
}

Result<TsigKey> make_tsig_key(std::string_view algorithm, std::string_view name, std::string_view secret) {
  auto word = ascii::lower(algorithm);
  auto [row, rest] = choose(word);
  if (!row) return fail(Error::Kind::usage, "unknown TSIG algorithm", "it is one of " + known_algorithms());
  TsigKey key;
  auto owner = Name::parse(name);
  if (!owner) return fail(Error::Kind::usage, "the name of the TSIG key is no domain name");
  key.name = owner->lower();
  key.algorithm = *Name::parse((*row)[1]);
  key.digest = (*row)[2];
  key.mac_size = csv::number((*row)[3]);
  if (!rest.empty()) {
    auto size = truncated_size(rest.substr(1), key.mac_size);
    if (!size) return std::unexpected(size.error());
    key.mac_size = *size;
  }
  auto octets = from_base64(secret);
  if (!octets) return fail(Error::Kind::usage, "the secret of the TSIG key is no base64");
  key.secret = std::move(*octets);
  if (!Mac(key).ready())
    return fail(Error::Kind::usage, "this machine's OpenSSL does not compute " + std::string((*row)[0]),
                "take a key of another algorithm");
  return key;
}

}  // namespace edig::dns
