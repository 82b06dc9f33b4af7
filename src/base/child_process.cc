#include "base/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "base/exit_status.h"

namespace edig {
namespace {

void take_signals() {
  for (int signal : {SIGTERM, SIGINT, SIGALRM, SIGPIPE}) std::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Where `output` is afterwards. Nothing of the parent's stays open: what it closes is closed.
int keep_only(int output) {
  int null = open("/dev/null", O_RDWR);
  for (int stream : {STDIN_FILENO, STDOUT_FILENO})
    if (dup2(null, stream) < 0) std::_Exit(status::internal);
  int kept = dup2(output, STDERR_FILENO + 1);
  if (kept < 0) std::_Exit(status::internal);
  close_range(static_cast<unsigned>(kept) + 1, ~0U, 0);
  return kept;
}

[[noreturn]] void carry_out(const ChildProcess::Work& work, int output) {
  setpgid(0, 0);
  take_signals();
  try {
    work(keep_only(output));
  } catch (const std::exception&) {
    std::_Exit(status::internal);
  }
  std::_Exit(status::good);
}

}  // namespace

pid_t fork_child() {
  auto parent = getpid();
  auto child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) std::_Exit(status::internal);  // it was gone before
  return child;
}

Result<ChildProcess> ChildProcess::start(const Work& work) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(Error::Kind::internal, std::strerror(errno));
  Descriptor reading(ends[0]), writing(ends[1]);
  auto process = fork_child();
  if (process < 0) return fail(Error::Kind::internal, std::strerror(errno));
  if (process == 0) carry_out(work, writing.get());
  fcntl(reading.get(), F_SETFL, O_NONBLOCK);
  return ChildProcess(process, std::move(reading));
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)), output_(std::move(other.output_)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(process_, other.process_);
  std::swap(output_, other.output_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (process_ < 0) return;
  kill(-process_, SIGKILL);
  kill(process_, SIGKILL);  // its group may be yet to come
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace edig
