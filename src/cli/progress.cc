#include "cli/progress.h"

#include <unistd.h>

#include <cstdio>

namespace edig::cli {

Progress::Progress(std::optional<std::size_t> total)
    : total_(total), due_(Clock::now() + std::chrono::seconds(1)) {
  wanted_ = total != 1 && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
}

Progress::~Progress() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void Progress::step() {
  ++done_;
  if (!wanted_ || Clock::now() < due_) return;
  std::fprintf(stderr, "\r%zu ", done_);
  if (total_) std::fprintf(stderr, "of %zu ", *total_);
  shown_ = true;
  due_ = Clock::now() + std::chrono::milliseconds(200);
}

}  // namespace edig::cli
