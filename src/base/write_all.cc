#include "base/write_all.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace edig {
namespace {

// A pipe or terminal that is shared may have been made non-blocking by whoever has it, too.
bool wait_to_write(int descriptor) {
  pollfd waiting{descriptor, POLLOUT, 0};
  return poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

}  // namespace

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    auto count = write(descriptor, content.data(), content.size());
    bool later = count < 0 && (errno == EINTR || (errno == EAGAIN && wait_to_write(descriptor)));
    if (later) continue;
    if (count < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace edig
