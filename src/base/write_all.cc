#include "base/write_all.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace edig {

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    auto count = write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace edig
