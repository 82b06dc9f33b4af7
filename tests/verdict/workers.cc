#include "workers.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <sstream>
#include <stdexcept>

namespace edig::verdict {
namespace {

// An honest diagnosis takes a hundredth of a second, one under sanitizers a tenth.
constexpr double cpu_seconds = 3;
constexpr int hang_seconds = 30;

double cpu_now() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// What a process and its parent both see.
struct Shared {
  std::atomic<std::size_t> at;  // the trial that is being made
};

class Worker {
 public:
  using Trial = std::function<std::optional<Falsehood>(std::size_t)>;

  Worker(std::size_t first, std::size_t step, std::size_t count, const Trial& trial)
      : step_(step), count_(count), trial_(trial) {
    auto* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("no memory to share");
    shared_ = new (memory) Shared{first};
    start();
  }

  /// Waits for it, and starts it again behind each trial that it did not survive.
  void finish(std::vector<Failure>& failures) {
    while (true) {
      int status = 0;
      waitpid(process_, &status, 0);
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) break;
      auto at = shared_->at.load();
      failures.push_back({at, {"ended the program", reason(status)}});
      shared_->at = at + step_;
      start();
    }
    read_results(failures);
  }

 private:
  static std::string reason(int status) {
    if (!WIFSIGNALED(status)) return fmt::format("exit status {}", WEXITSTATUS(status));
    if (WTERMSIG(status) == SIGPROF) return fmt::format("no end in {} s", hang_seconds);
    return strsignal(WTERMSIG(status));
  }

  void start() {
    std::fflush(nullptr);
    process_ = fork();
    if (process_ != 0) return;
    work();
    _exit(0);
  }

  void work() {
    for (auto& at = shared_->at; at < count_; at += step_) {
      itimerval limit{.it_interval = {}, .it_value = {.tv_sec = hang_seconds, .tv_usec = 0}};
      setitimer(ITIMER_PROF, &limit, nullptr);
      auto begun = cpu_now();
      auto failed = trial_(at);
      auto took = cpu_now() - begun;
      if (!failed && took > cpu_seconds) failed = Falsehood{"too much work", fmt::format("{:.1f} s", took)};
      if (failed) report(*failed);
    }
  }

  void report(const Falsehood& what) {
    auto line = fmt::format("{}\t{}\t{}\n", shared_->at.load(), what.kind, what.text);
    if (write(fileno(results_), line.data(), line.size()) < 0) _exit(1);
  }

  void read_results(std::vector<Failure>& failures) {
    std::string text;
    std::rewind(results_);
    for (int octet; (octet = std::getc(results_)) != EOF;) text += static_cast<char>(octet);
    std::istringstream lines(text);
    for (std::string trial, kind, what; std::getline(lines, trial, '\t');) {
      std::getline(lines, kind, '\t'), std::getline(lines, what);
      failures.push_back({std::stoul(trial), {kind, what}});
    }
  }

  std::size_t step_, count_;
  const Trial& trial_;
  Shared* shared_ = nullptr;
  pid_t process_ = 0;
  std::FILE* results_ = std::tmpfile();  // a pipe would fill up
};

}  // namespace

std::vector<Failure> make_trials(std::size_t count, unsigned jobs,
                                 const std::function<std::optional<Falsehood>(std::size_t)>& trial) {
  std::vector<Worker> workers;
  for (std::size_t i = 0; i < jobs; ++i) workers.emplace_back(i, jobs, count, trial);
  std::vector<Failure> failures;
  for (auto& worker : workers) worker.finish(failures);
  std::ranges::sort(failures, {}, &Failure::trial);
  return failures;
}

}  // namespace edig::verdict
