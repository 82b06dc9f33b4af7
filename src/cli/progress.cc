#include "cli/progress.h"

#include <unistd.h>

#include <fmt/format.h>

#include "base/write_all.h"

namespace edig::cli {

Progress::Progress(std::optional<std::size_t> total)
    : total_(total), due_(Clock::now() + std::chrono::seconds(1)) {
  wanted_ = total != 1 && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
}

Progress::~Progress() {
  if (shown_) write_all(STDERR_FILENO, "\r\x1b[K");
}

void Progress::step() {
  ++done_;
  if (!wanted_ || Clock::now() < due_) return;
  write_all(STDERR_FILENO, fmt::format("\r{} {}", done_, total_ ? fmt::format("of {} ", *total_) : ""));
  shown_ = true;
  due_ = Clock::now() + std::chrono::milliseconds(200);
}

}  // namespace edig::cli
