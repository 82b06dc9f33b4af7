#include "run/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/write_all.h"
#include "dns/types.h"
#include "ede/printable.h"

namespace edig::run {
namespace {

constexpr auto quiet_time = std::chrono::seconds(1);
constexpr auto progress_interval = std::chrono::milliseconds(200);

// A line that is wiped whole must not run on to the next.
std::size_t columns() {
  constexpr std::size_t usual = 80;
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : usual;
}

}  // namespace

std::string asking(const transport::Job& job) {
  const auto& question = job.query.question;
  auto others = job.servers.size() - 1;
  auto more = others == 0 ? "" : fmt::format(" or {} more", others);
  return fmt::format("asking {}{} for {} {}", ede::printable(job.servers.front().host), more,
                     question.name.text(), dns::type_text(question.type));
}

Progress::Progress(std::optional<std::size_t> total)
    : wanted_(isatty(STDERR_FILENO)),
      counted_(wanted_ && total != 1 && !isatty(STDOUT_FILENO)),
      total_(total),
      due_(Clock::now() + quiet_time),
      stuck_(due_) {}

std::string Progress::count() const {
  if (!counted_) return {};
  return total_ ? fmt::format("{} of {} ", done_, *total_) : fmt::format("{} ", done_);
}

void Progress::step() {
  ++done_;
  if (!wanted_) return;
  auto now = Clock::now();
  stuck_ = now + quiet_time;
  if (!counted_) return clear();
  if (now < due_) return;
  due_ = now + progress_interval;
  show(count());
}

void Progress::waiting(const transport::Job& job) {
  auto now = Clock::now();
  if (!wanted_ || now < stuck_) return;
  stuck_ = now + progress_interval;
  show(count() + asking(job));
}

void Progress::clear() {
  if (!shown_.empty()) write_all(STDERR_FILENO, "\r\x1b[K");
  shown_.clear();
}

void Progress::show(std::string line) {
  if (!wanted_) return;
  if (auto room = columns() - 1; line.size() > room) line.resize(room);
  while (!ede::is_utf8(line)) line.pop_back();
  if (line == shown_) return;
  if (line.size() < shown_.size()) clear();
  write_all(STDERR_FILENO, "\r" + line);
  shown_ = std::move(line);
}

}  // namespace edig::run
