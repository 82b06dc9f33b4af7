// Quoting for a POSIX shell (IEEE Std 1003.1, Shell Command Language, section 2.2): what comes from the
// network stands in a command as one word and does nothing else.
#pragma once

#include <string>
#include <string_view>

namespace edig {

/// `text` as one word of a command: as it is where it holds letters, digits and ._-:/@=+%, only; else between
/// single quotes, where nothing but a single quote means anything. Printable ASCII stays so.
std::string shell_word(std::string_view text);

}  // namespace edig
