#include "mcp/workers.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <utility>

#include "base/exit_status.h"
#include "base/write_all.h"

namespace edig::mcp {
namespace {

// Standard input and output are the protocol's, and other workers' descriptors theirs.
int keep_only(int output) {
  int null = ::open("/dev/null", O_RDWR);
  for (int stream : {STDIN_FILENO, STDOUT_FILENO})
    if (::dup2(null, stream) < 0) std::_Exit(status::internal);
  int kept = ::dup2(output, STDERR_FILENO + 1);
  if (kept < 0) std::_Exit(status::internal);
  ::close_range(static_cast<unsigned>(kept) + 1, ~0U, 0);
  return kept;
}

[[noreturn]] void run(const Workers::Work& work, int output) {
  ::setpgid(0, 0);
  output = keep_only(output);
  try {
    std::_Exit(write_all(output, work()) ? status::good : status::internal);
  } catch (const std::exception&) {
    std::_Exit(status::internal);
  }
}

}  // namespace

pid_t fork_child() {
  auto parent = ::getpid();
  auto child = ::fork();
  if (child != 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) std::_Exit(status::internal);  // it was gone before
  return child;
}

Workers::~Workers() {
  for (const auto& worker : running_) end(worker);
}

void Workers::begin(std::uint64_t number, Work work) {
  waiting_.push_back({number, std::move(work)});
  fill();
}

void Workers::cancel(std::uint64_t number) {
  std::erase_if(waiting_, [&](const Waiting& waiting) { return waiting.number == number; });
  auto found = std::ranges::find(running_, number, &Worker::number);
  if (found == running_.end()) return;
  end(*found);
  running_.erase(found);
  fill();
}

std::vector<Workers::Ended> Workers::collect() {
  std::vector<Ended> ended;
  std::erase_if(running_, [&](Worker& worker) {
    auto over = look_at(worker);
    if (!over) return false;
    end(worker);
    ended.push_back(std::move(*over));
    return true;
  });
  fill();
  return ended;
}

void Workers::watch(std::vector<pollfd>& descriptors) const {
  for (const auto& worker : running_)
    descriptors.push_back({.fd = worker.output.get(), .events = POLLIN, .revents = 0});
}

int Workers::patience() const {
  auto next = std::ranges::min_element(running_, {}, &Worker::deadline);
  if (next == running_.end()) return -1;
  auto left = std::chrono::ceil<std::chrono::milliseconds>(next->deadline - Clock::now()).count();
  return static_cast<int>(std::max<decltype(left)>(left, 0));
}

void Workers::fill() {
  while (!waiting_.empty() && running_.size() < parallel) {
    auto [number, work] = std::move(waiting_.front());
    waiting_.pop_front();
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) ends[0] = ends[1] = -1;
    Descriptor output(ends[0]), input(ends[1]);
    auto process = input.get() < 0 ? -1 : fork_child();
    if (process == 0) run(work, input.get());
    // Where there is no process, the first look at it finds its end.
    running_.push_back({number, process, std::move(output), Clock::now() + longest});
  }
}

// With all that it began. What is over already is only taken notice of.
void Workers::end(const Worker& worker) {
  if (worker.process <= 0) return;
  ::kill(-worker.process, SIGKILL);
  ::kill(worker.process, SIGKILL);  // its group may be yet to come
  while (::waitpid(worker.process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<Workers::Ended> Workers::look_at(Worker& worker) {
  if (worker.process < 0) return Ended{worker.number, std::nullopt};
  pollfd readable{.fd = worker.output.get(), .events = POLLIN, .revents = 0};
  char buffer[65536];
  while (::poll(&readable, 1, 0) > 0) {
    auto count = ::read(worker.output.get(), buffer, sizeof buffer);
    if (count > 0) worker.result.append(buffer, static_cast<std::size_t>(count));
    bool over = count == 0 || (count < 0 && errno != EINTR) || worker.result.size() > max_result;
    if (!over) continue;
    bool whole = count == 0 && !worker.result.empty();
    return Ended{worker.number, whole ? std::optional(std::move(worker.result)) : std::nullopt};
  }
  if (Clock::now() < worker.deadline) return std::nullopt;
  return Ended{worker.number, std::nullopt, true};
}

}  // namespace edig::mcp
