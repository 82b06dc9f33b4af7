// edig: puts the rooms together, and owns the exit status.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>

#include "base/memory_bound.h"
#include "base/whole_file.h"
#include "base/write_all.h"
#include "cli/ask.h"
#include "cli/command_line.h"
#include "cli/progress.h"
#include "report/format.h"
#include "report/html.h"
#include "report/svg.h"

namespace {

using namespace edig;

// Of the whole process; of one reply see report::exit_status.
enum Status { good = 0, usage = 1, file = 8, no_reply = 9, internal = 10 };

void complain(const std::string& line) { write_all(STDERR_FILENO, "edig: " + line + "\n"); }

int complain(const Error& error) {
  complain(error.text + (error.hint.empty() ? "" : "; " + error.hint));
  switch (error.kind) {
    case Error::Kind::usage:
    case Error::Kind::resolve:
      return usage;
    case Error::Kind::file:
      return file;
    case Error::Kind::internal:
      return internal;
    default:
      return no_reply;
  }
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

/// Prints reports, each in one write, so that an interrupt leaves none half-written.
class Printer {
 public:
  void print(const report::Report& report, const report::Style& style) {
    const auto& reply = report.exchange.reply;
    bool unresolved = !report.comparison && !reply && reply.error().kind == Error::Kind::resolve;
    if (unresolved)
      status_ = std::max(status_, complain(reply.error()));
    else
      status_ = std::max(status_, report::exit_status(report));
    if (!unresolved || style.format == report::Format::json)
      put(report::format(report, style), report, style);
  }

  int status() const { return status_; }

 private:
  void complain_of(const report::Report& report, const report::Style& style) {
    if (!report.comparison) {
      if (auto line = report::failure_line(report, style); !line.empty()) complain(line);
    }
    for (const auto& side : report.sides) complain_of(side, style);
  }

  void put(std::string text, const report::Report& report, const report::Style& style) {
    bool silent = text.empty() || style.format == report::Format::short_;
    if (silent) complain_of(report, style);
    bool apart = style.format == report::Format::text && style.comments;
    if (apart && !std::exchange(first_, false)) text.insert(0, "\n");
    if (write_all(STDOUT_FILENO, text)) return;
    if (errno != EPIPE)
      status_ = complain({Error::Kind::internal, std::string("cannot write: ") + strerror(errno), {}});
    std::_Exit(status_);
  }

  bool first_ = true;
  int status_ = good;
};

int write_pages(const cli::CommandLine& line, const std::vector<report::Told>& told) {
  int status = good;
  auto put = [&](const std::string& file, auto&& make) {
    if (file.empty() || told.empty()) return;
    if (auto written = write_whole(file, make()); !written) status = complain(written.error());
  };
  put(line.html_file, [&] { return report::to_html(told); });
  put(line.svg_file, [&] { return report::to_svg(told.front().report, told.front().style); });
  return status;
}

int ask(const cli::CommandLine& line) {
  transport::Client client;
  cli::Progress progress(line.requests.size());
  Printer printer;
  std::vector<report::Told> told;
  bool keep = !line.html_file.empty() || !line.svg_file.empty();
  auto answered = [&](const auto& request, const auto& report) {
    printer.print(report, request.style);
    if (keep) told.push_back({report, request.style});
  };
  cli::ask_all(client, line.requests, answered, [&](std::size_t done) { progress.show(done); });
  return std::max(printer.status(), write_pages(line, told));
}

}  // namespace

int main(int argc, char** argv) {
  bound_memory(internal);
  try {
    auto line = cli::parse({argv, static_cast<std::size_t>(argc)}, environment());
    if (!line) return complain(line.error());
    if (line->requests.empty()) return write_all(STDOUT_FILENO, line->notice) ? good : internal;
    return ask(*line);
  } catch (const std::exception& error) {
    return complain({Error::Kind::internal, std::string("internal error: ") + error.what(), {}});
  }
}
