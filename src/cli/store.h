// From the value of an option to its place in the settings.
#pragma once

#include "cli/options.h"
#include "cli/values.h"

namespace edig::cli {

/// Puts a parsed value where it belongs, or hands the error on.
template <typename To, typename From>
Result<void> store(To& target, const Result<From>& value) {
  if (!value) return std::unexpected(value.error());
  target = static_cast<To>(*value);
  return {};
}

Result<void> store_number(auto& target, const Given& given, std::uint32_t least, std::uint32_t most) {
  return store(target, parse_number(*given.value, least, most, given.spelling));
}

}  // namespace edig::cli
