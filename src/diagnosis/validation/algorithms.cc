#include "diagnosis/validation/algorithms.h"

#include <algorithm>
#include <span>

#include "base/csv.h"
#include "embedded/dnssec_algorithms_csv.h"
#include "embedded/ds_digests_csv.h"

namespace edig::diagnosis {
namespace {

using Row = csv::Row<3>;
constexpr auto& algorithms = csv::table<embedded::dnssec_algorithms_csv, 3>;
constexpr auto& digests = csv::table<embedded::ds_digests_csv, 3>;

const Row* find(std::span<const Row> rows, std::uint8_t value) {
  auto found = std::ranges::find_if(rows, [value](const Row& row) { return csv::number(row[0]) == value; });
  return found == rows.end() ? nullptr : &*found;
}

Support support(const Row* row) {
  if (!row || (*row)[2] == "no") return Support::no;
  return (*row)[2] == "yes" ? Support::yes : Support::fading;
}

// 123 to 251 are reserved (RFC 4034 appendix A.1), as are 0 and 255.
std::string_view unlisted(std::uint8_t number) {
  return number == 0 || number == 255 || (number >= 123 && number <= 251) ? " (reserved)" : " (unassigned)";
}

}  // namespace

Support algorithm_support(std::uint8_t number) { return support(find(algorithms, number)); }
Support digest_support(std::uint8_t number) { return support(find(digests, number)); }

std::string algorithm_text(std::uint8_t number) {
  if (const auto* row = find(algorithms, number)) return std::string((*row)[1]);
  return "algorithm " + std::to_string(number) + std::string(unlisted(number));
}

std::string digest_text(std::uint8_t number) {
  if (const auto* row = find(digests, number)) return std::string((*row)[1]);
  return "digest type " + std::to_string(number) + (number == 0 ? " (reserved)" : " (unassigned)");
}

}  // namespace edig::diagnosis
