#include "report/survey_row_parts.h"

#include <fmt/compile.h>

#include <algorithm>
#include <iterator>

namespace edig::report {

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

void put_ms(std::string& out, double ms) {
  auto microseconds = static_cast<std::uint64_t>(std::max(ms, 0.0) * 1000 + 0.5);
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}.{:03}"), microseconds / 1000, microseconds % 1000);
}

}  // namespace edig::report
