#include "base/memory_bound.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <new>

#include "base/write_all.h"

namespace edig {
namespace {

int status_without_memory = 0;

void end_without_memory() {
  write_all(STDERR_FILENO,
            "edig: out of memory: it takes no more than 1 GiB, or what ulimit -d allows; "
            "ask fewer questions at a time\n");
  std::_Exit(status_without_memory);
}

}  // namespace

void bound_memory(int status) {
  status_without_memory = status;
  std::set_new_handler(end_without_memory);
#ifndef EDIG_SANITIZED  // sanitizers reserve more than that before they begin
  constexpr rlim_t most = 1 << 30;
  rlimit limit{};
  if (getrlimit(RLIMIT_DATA, &limit) != 0 || limit.rlim_cur <= most) return;
  limit.rlim_cur = most;
  setrlimit(RLIMIT_DATA, &limit);
#endif
}

}  // namespace edig
