#include "base/decimal.h"

#include <cstdlib>
#include <string>

namespace edig {

std::optional<double> read_decimal(std::string_view text) {
  constexpr std::size_t longest = 64;
  bool plain =
      !text.empty() && text.size() <= longest && text.find_first_not_of("0123456789.eE+-") == text.npos;
  if (!plain) return std::nullopt;
  std::string terminated(text);
  char* end = nullptr;
  auto number = std::strtod(terminated.c_str(), &end);
  return end == terminated.c_str() + terminated.size() ? std::optional(number) : std::nullopt;
}

}  // namespace edig
