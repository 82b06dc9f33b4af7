#include "run/interruption.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <limits>

namespace edig::run {
namespace {

bool is_ignored(int signal) {
  struct sigaction now {};
  sigaction(signal, nullptr, &now);
  return now.sa_handler == SIG_IGN;
}

}  // namespace

Interruption::Interruption() {
  sigset_t held;
  sigemptyset(&held);
  for (int signal : {SIGINT, SIGTERM})
    if (!is_ignored(signal)) sigaddset(&held, signal);
  sigprocmask(SIG_BLOCK, &held, &before_);
  signals_ = Descriptor(signalfd(-1, &held, SFD_NONBLOCK | SFD_CLOEXEC));
}

Interruption::~Interruption() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

Interruption::Kind Interruption::wait(std::chrono::milliseconds longest) {
  constexpr std::chrono::milliseconds most{std::numeric_limits<int>::max()};
  std::array<pollfd, 2> watched = {pollfd{signals_.get(), POLLIN, 0}, pollfd{STDOUT_FILENO, 0, 0}};
  auto count = poll(watched.data(), watched.size(),
                    static_cast<int>(std::clamp(longest, std::chrono::milliseconds(0), most).count()));
  if (count <= 0) return Kind::none;
  return watched[0].revents != 0 ? Kind::signal : Kind::reader_gone;
}

}  // namespace edig::run
