// edig: puts the rooms together, and owns the exit status.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <utility>

#include "base/exit_status.h"
#include "base/memory_bound.h"
#include "base/write_all.h"
#include "cli/command_line.h"
#include "mcp/serve.h"
#include "run/ask.h"
#include "run/complain.h"
#include "run/pages.h"
#include "run/printer.h"
#include "run/progress.h"
#include "run/survey.h"
#include "run/watch.h"

namespace {

using namespace edig;

// What is opened later must not get the number of a closed standard stream, and be written to in its place.
// Whoever uses the stream is told that it is not there, as before.
void occupy_standard_streams() {
  constexpr int wrong_way[] = {O_WRONLY, O_RDONLY, O_RDONLY};
  for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", wrong_way[descriptor]) != descriptor)
      std::_Exit(status::internal);
}

cli::Environment environment() {
  cli::Environment environment;
  environment.variable = [](const std::string& name) -> std::optional<std::string> {
    if (const char* value = getenv(name.c_str())) return value;
    return std::nullopt;
  };
  environment.stdout_is_terminal = isatty(STDOUT_FILENO);
  winsize size{};
  if (environment.stdout_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
    environment.columns = size.ws_col;
  return environment;
}

int print_notice(const std::string& notice) {
  if (write_all(STDOUT_FILENO, notice)) return status::good;
  return run::complain(run::cannot_print());
}

// When all is said: what is still held, the kernel takes back sooner than it is taken apart.
int leave(int status) {
#ifndef EDIG_SANITIZED  // leaks are looked for on the usual way out
  std::_Exit(status);
#endif
  return status;
}

int watch(transport::Client& client, cli::CommandLine line) {
  run::Progress progress(1);
  return run::watch_all(client, std::move(line.requests), line.watch_interval, progress);
}

int ask(cli::CommandLine line) {
  if (line.request_of) return mcp::serve(line.request_of);
  if (!line.summary.files.empty()) return run::sum_up(line.summary);
  transport::Client client;
  if (line.watch) return watch(client, std::move(line));
  if (!line.survey.file.empty()) return run::survey(client, line.survey, line.requests.front());
  run::Pages pages(line.html_file, line.svg_file);
  run::Progress progress(line.batch ? std::nullopt : std::optional(line.requests.size()));
  if (progress.wanted()) client.watch([&](const transport::Job& job) { progress.waiting(job); });
  run::Printer printer(pages, progress);
  run::ask_all(client, std::move(line.requests), line.batch.get(), printer);
  progress.clear();
  int status = printer.status();
  for (const auto& error : pages.write()) status = std::max<int>(status, run::complain(error));
  return leave(status);
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
  bound_memory(status::internal);
  static_cast<void>(
      std::signal(SIGXFSZ, SIG_IGN));  // a write that fails is told of, and nothing is left half-written
  try {
    auto line = cli::parse({argv, static_cast<std::size_t>(argc)}, environment());
    if (!line) return run::complain(line.error());
    return line->notice.empty() ? ask(std::move(*line)) : print_notice(line->notice);
  } catch (const std::exception& error) {
    return run::complain({Error::Kind::internal, std::string("internal error: ") + error.what(), {}});
  }
}
