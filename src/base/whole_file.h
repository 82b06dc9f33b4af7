// Writes files whole: whoever reads one sees the old content or the new one, never a part.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace edig {

/// Puts `content` into the file at `path`: over a new file beside it, which takes its place at the end with
/// the permissions of the old one. What is no regular file (a pipe that is read, /dev/stdout), or is edig's
/// own output, is written to as it is. Errors are of kind `file`.
Result<void> write_whole(const std::string& path, std::string_view content);

/// Whether `path` looks as if it could be written: told before any work is done for it.
Result<void> can_write(const std::string& path);

}  // namespace edig
