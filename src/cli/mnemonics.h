// TYPE, CLASS and OPCODE as words of the command line, with suggestions for the mistyped.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace edig::cli {

Result<std::uint16_t> read_type(std::string_view word);
Result<std::uint16_t> read_class(std::string_view word);
Result<std::uint8_t> read_opcode(std::string_view word);

/// The TYPE that `word`, a lone label, is one slip away from; "" where there is none. Two letters are no slip
/// but a country's domain.
std::string_view mistyped_type(std::string_view word);

}  // namespace edig::cli
