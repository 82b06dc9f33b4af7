#include "diagnosis/validation/algorithms.h"

#include <algorithm>
#include <optional>

#include "base/csv.h"
#include "embedded/dnssec_algorithms_csv.h"
#include "embedded/ds_digests_csv.h"

namespace edig::diagnosis {
namespace {

constexpr auto& algorithms = csv::table<embedded::dnssec_algorithms_csv, 3>;
constexpr auto& digests = csv::table<embedded::ds_digests_csv, 3>;

using Row = std::optional<csv::Row<3>>;

Row find(const csv::Table<3>& rows, std::uint8_t value) {
  auto found = std::ranges::find_if(rows, [value](const auto& row) { return csv::number(row[0]) == value; });
  return found == rows.end() ? std::nullopt : Row(*found);
}

Support support(const Row& row) {
  constexpr std::pair<std::string_view, Support> words[] = {
      {"yes", Support::yes}, {"fading", Support::fading}, {"others", Support::others}};
  if (!row) return Support::no;
  auto word = std::ranges::find(words, (*row)[2], &std::pair<std::string_view, Support>::first);
  return word == std::end(words) ? Support::no : word->second;
}

// 123 to 251 are reserved (RFC 4034 appendix A.1), as is 255.
std::string_view unlisted(std::uint8_t number) {
  return number == 255 || (number >= 123 && number <= 251) ? " (reserved)" : " (unassigned)";
}

}  // namespace

Support algorithm_support(std::uint8_t number) { return support(find(algorithms, number)); }
Support digest_support(std::uint8_t number) { return support(find(digests, number)); }

bool is_for_others(std::uint8_t algorithm, std::uint8_t digest_type) {
  auto by_algorithm = algorithm_support(algorithm), by_digest = digest_support(digest_type);
  bool either = by_algorithm == Support::others || by_digest == Support::others;
  return either && by_algorithm != Support::no && by_digest != Support::no;
}

std::string algorithm_text(std::uint8_t number) {
  if (auto row = find(algorithms, number)) return std::string((*row)[1]);
  return "algorithm " + std::to_string(number) + std::string(unlisted(number));
}

std::string digest_text(std::uint8_t number) {
  if (auto row = find(digests, number)) return std::string((*row)[1]);
  return "digest type " + std::to_string(number) + (number == 0 ? " (reserved)" : " (unassigned)");
}

}  // namespace edig::diagnosis
