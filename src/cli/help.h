// What --help prints.
#pragma once

#include <string>

namespace edig::cli {

/// Every option of the table in its group, in 80 columns.
std::string help_text();

}  // namespace edig::cli
