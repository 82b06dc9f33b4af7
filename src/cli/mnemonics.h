// TYPE, CLASS and OPCODE as words of the command line, with suggestions for the mistyped.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace edig::cli {

struct TypeWord {
  std::uint16_t type = 0;
  std::optional<std::uint32_t> serial = {};  // of "IXFR=2024010100"

  bool operator==(const TypeWord&) const = default;
};
Result<TypeWord> read_type(std::string_view word);
/// Whether it is IXFR with a serial.
bool is_ixfr(std::string_view word);
Result<std::uint16_t> read_class(std::string_view word);
Result<std::uint8_t> read_opcode(std::string_view word);

/// The TYPE that `word`, a lone label, is one slip away from; "" where there is none. Two letters are no slip
/// but a country's domain.
std::string_view mistyped_type(std::string_view word);

}  // namespace edig::cli
