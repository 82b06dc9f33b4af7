// How many open files a process may have, which sockets are.
#pragma once

#include <sys/resource.h>

#include <algorithm>

namespace edig::transport {

/// What is left of them for sockets: those of 1024, or of fewer where `ulimit -n` says so, beside the
/// streams, the files and the loop's own.
inline int descriptors_for_sockets() {
  constexpr rlim_t most = 1024, own = 12;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return most - own;
  return static_cast<int>(std::clamp(limit.rlim_cur, own + 1, most) - own);
}

}  // namespace edig::transport
