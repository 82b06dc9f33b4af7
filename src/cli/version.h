// What --version prints.
#pragma once

#include <string>

namespace edig::cli {

/// edig's version, and those of the libraries that it runs with; as dig, the first line alone, as in dig's
/// banner.
std::string version_text(bool like_dig);

}  // namespace edig::cli
