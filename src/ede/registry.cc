#include "ede/registry.h"

#include <algorithm>
#include <array>

#include "base/csv.h"
#include "embedded/info_codes_csv.h"

namespace edig::ede {
namespace {

constexpr InfoCode entry(const csv::Row<9>& row) {
  return {.code = csv::number(row[0]),
          .purpose = row[1],
          .reference = row[2],
          .category = row[3],
          .fault = row[4],
          .retry = row[5],
          .suspect_answer = csv::yes(row[6]),
          .explanation_en = row[7],
          .explanation_ja = row[8]};
}

constexpr auto registry = [] {
  constexpr auto& rows = csv::table<embedded::info_codes_csv, 9>;
  std::array<InfoCode, rows.size()> entries;
  std::ranges::transform(rows, entries.begin(), entry);
  return entries;
}();

// A code is found by its place in the table.
constexpr bool without_gaps() {
  for (std::size_t i = 0; i < registry.size(); ++i)
    if (registry[i].code != i) return false;
  return true;
}
static_assert(without_gaps());
static_assert(registry.size() == 36, "the codes 0 to 35");

template <std::size_t count>
constexpr bool known(std::string_view InfoCode::*field, const std::array<std::string_view, count>& words) {
  return std::ranges::all_of(
      registry, [&](const InfoCode& code) { return std::ranges::find(words, code.*field) != words.end(); });
}
static_assert(known(&InfoCode::category,
                    std::to_array<std::string_view>({"dnssec", "policy", "network", "cache", "server",
                                                     "information", "unknown"})));
static_assert(known(&InfoCode::fault, std::to_array<std::string_view>({"zone", "parent", "resolver",
                                                                       "network", "client", "none"})));
static_assert(known(&InfoCode::retry,
                    std::to_array<std::string_view>({"never", "later", "other-resolver", "tcp"})));
static_assert(std::ranges::none_of(registry, [](const InfoCode& code) {
  return code.purpose.empty() || code.reference.empty() || code.explanation_en.empty() ||
         code.explanation_ja.empty();
}));

constexpr InfoCode unassigned = {
    .code = 49151,
    .purpose = "Unassigned",
    .reference = "RFC 8914 section 5.2",
    .category = "unknown",
    .fault = "none",
    .retry = "later",
    .suspect_answer = false,
    .explanation_en = "This INFO-CODE is not among the registered ones that this version of edig knows.",
    .explanation_ja = "この INFO-CODE は、このバージョンの edig が知る登録済みのコードにありません。"};

constexpr InfoCode private_use = {
    .code = 65535,
    .purpose = "Private Use",
    .reference = "RFC 8914 section 5.2",
    .category = "unknown",
    .fault = "none",
    .retry = "later",
    .suspect_answer = false,
    .explanation_en = "This INFO-CODE is for private use: what it means is up to the server's operator.",
    .explanation_ja = "この INFO-CODE は私的利用のためのもので、意味はサーバーの運用者が決めています。"};

}  // namespace

std::span<const InfoCode> info_codes() { return registry; }

bool is_registered(std::uint16_t code) { return code < registry.size(); }

const InfoCode& info_code(std::uint16_t code) {
  if (is_registered(code)) return registry[code];
  return code > unassigned.code ? private_use : unassigned;
}

}  // namespace edig::ede
