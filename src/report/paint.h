// Colour on a terminal, restrained: the status word, EDE, and what repeats.
#pragma once

#include <string>
#include <string_view>

#include "report/format.h"

namespace edig::report {

enum class Paint { good, warning, bad, strong, faint };

inline std::string paint(const Style& style, Paint kind, std::string_view text) {
  constexpr std::string_view codes[] = {"1;32", "1;33", "1;31", "1", "2"};
  if (!style.colour) return std::string(text);
  return "\x1b[" + std::string(codes[static_cast<std::size_t>(kind)]) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace edig::report
