// What --help and --version print.
#pragma once

#include <string>

namespace edig::cli {

/// Every option of the table in its group, in 80 columns.
std::string help_text();
std::string version_text();

}  // namespace edig::cli
