// Decimal numbers as text.
#pragma once

#include <optional>
#include <string_view>

namespace edig {

/// "12", "0.25", "1e3"; nothing where `text` is more or less than that. By strtod(3) in the C locale, which
/// edig never leaves: std::from_chars would have every start load libm.
std::optional<double> read_decimal(std::string_view text);

}  // namespace edig
