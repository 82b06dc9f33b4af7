// JSON text that is also safe to look at.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace edig::report {

/// `json` with the characters that JSON (RFC 8259 section 7) allows bare but a terminal or a log must not get
/// (ede::is_concealing) written as \u escapes. The value stays the same.
std::string json_text(std::string_view json);

/// A JSON string is a double-quoted scalar of YAML 1.2 (section 7.3.1), but for characters beyond U+FFFF,
/// which have an escape of their own there: the same as json_text, for YAML.
std::string yaml_text(std::string_view json);

/// A time as fine as it is true: of the `parts` that a millisecond has. Without libm, which would be a
/// library to load at each start for this alone.
double rounded(double ms, int parts);

/// RFC 3339, UTC.
std::string json_time(std::chrono::sys_seconds at);

}  // namespace edig::report
