// Writes to a descriptor until all is written: write(2) may take less, be interrupted, or not be ready.
#pragma once

#include <string_view>

namespace edig {

/// False where it fails; errno says why.
bool write_all(int descriptor, std::string_view content);

}  // namespace edig
