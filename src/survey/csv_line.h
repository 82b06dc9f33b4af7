// The fields of a line of comma-separated values (RFC 4180 section 2), line breaks within quotes not
// supported.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace edig::survey {

/// All but line breaks.
inline constexpr std::string_view blanks = " \t\r\v\f";

/// Blanks around fields are no part of them. Errors are of kind `usage`, in a few words.
Result<void> read_csv_line(std::string_view line, std::vector<std::string>& fields);

/// Without blanks around it.
std::string_view trimmed(std::string_view text);

}  // namespace edig::survey
