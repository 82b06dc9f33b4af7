#include "ede/registry.h"

#include <algorithm>
#include <array>

#include "base/csv.h"
#include "embedded/info_codes_csv.h"

namespace edig::ede {
namespace {

constexpr InfoCode entry(const TextRow<7>& row) {
  return {.code = csv::number(row.fields[0]),
          .purpose = row.fields[1],
          .reference = row.fields[2],
          .category = row.fields[3],
          .fault = row.fields[4],
          .retry = row.fields[5],
          .suspect_answer = csv::yes(row.fields[6]),
          .texts = row.texts};
}

constexpr auto code_table = [] {
  constexpr auto rows = text_table<embedded::info_codes_csv, 7>();
  std::array<InfoCode, rows.size()> entries;
  std::ranges::transform(rows, entries.begin(), entry);
  return entries;
}();

// The last two rows are for codes that are not registered.
constexpr auto registry = std::span(code_table).first<code_table.size() - 2>();
constexpr const auto& unassigned = code_table[registry.size()];
constexpr const auto& private_use = code_table.back();
static_assert(unassigned.purpose == "Unassigned" && private_use.purpose == "Private Use");

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
      code_table, [&](const InfoCode& code) { return std::ranges::find(words, code.*field) != words.end(); });
}
static_assert(known(&InfoCode::category,
                    std::to_array<std::string_view>({"dnssec", "policy", "network", "cache", "server",
                                                     "information", "unknown"})));
static_assert(known(&InfoCode::fault, std::to_array<std::string_view>({"zone", "parent", "resolver",
                                                                       "network", "client", "none"})));
static_assert(known(&InfoCode::retry,
                    std::to_array<std::string_view>({"never", "later", "other-resolver", "tcp"})));
static_assert(std::ranges::none_of(code_table, [](const InfoCode& code) {
  return code.purpose.empty() || code.reference.empty();
}));

}  // namespace

std::span<const InfoCode> info_codes() { return registry; }

bool is_registered(std::uint16_t code) { return code < registry.size(); }

const InfoCode& info_code(std::uint16_t code) {
  if (is_registered(code)) return registry[code];
  return code > unassigned.code ? private_use : unassigned;
}

}  // namespace edig::ede
