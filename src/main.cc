// edig: puts the rooms together, and owns the exit status.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>

#include "cli/command_line.h"
#include "dns/types.h"
#include "report/format.h"
#include "report/report.h"
#include "transport/client.h"

namespace {

using namespace edig;

enum Status { good = 0, usage = 1, file_unreadable = 8, no_reply = 9, internal = 10 };

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    auto count = write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void complain(const Error& error) {
  write_all(STDERR_FILENO, "edig: " + error.text + (error.hint.empty() ? "" : "; " + error.hint) + "\n");
}

Status status_of(const Error& error) {
  switch (error.kind) {
    case Error::Kind::usage:
    case Error::Kind::resolve: return usage;
    case Error::Kind::file: return file_unreadable;
    case Error::Kind::internal: return internal;
    default: return no_reply;
  }
}

cli::Environment environment() {
  cli::Environment environment;
  environment.variable = [](const std::string& name) {
    const char* value = getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
  environment.stdout_is_terminal = isatty(STDOUT_FILENO);
  winsize size{};
  if (environment.stdout_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) environment.columns = size.ws_col;
  return environment;
}

/// Asks all questions at once and prints their reports in the order of the questions, each as soon as its turn comes.
class Session {
 public:
  explicit Session(std::vector<cli::Request> requests)
      : requests_(std::move(requests)), reports_(requests_.size()), next_name_(requests_.size()) {}

  int run() {
    transport::Client client;
    std::vector<std::size_t> open(requests_.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
    while (!open.empty()) open = ask(client, open);
    return status_;
  }

 private:
  // Those of `open` that are to be asked again under the next name of the search list.
  std::vector<std::size_t> ask(transport::Client& client, const std::vector<std::size_t>& open) {
    std::vector<transport::Job> jobs;
    for (auto index : open) jobs.push_back(job(index));
    std::vector<std::size_t> again;
    client.ask(jobs, [&](std::size_t at, const transport::Exchange& exchange) {
      auto index = open[at];
      auto report = report::make_report(jobs[at].query, exchange);
      if (is_nxdomain(report) && ++next_name_[index] < requests_[index].names.size()) again.push_back(index);
      else settle(index, std::move(report));
    });
    return again;
  }

  transport::Job job(std::size_t index) const {
    const auto& request = requests_[index];
    transport::Job job{request.query, request.servers, request.tactics};
    job.query.question.name = request.names[next_name_[index]];
    return job;
  }

  static bool is_nxdomain(const report::Report& report) {
    return report.exchange.reply && report.exchange.reply->message.rcode == dns::rcode::nxdomain;
  }

  void settle(std::size_t index, report::Report report) {
    reports_[index] = std::move(report);
    for (; printed_ < reports_.size() && reports_[printed_]; ++printed_) {
      print(*reports_[printed_], requests_[printed_].style);
      reports_[printed_].reset();
    }
  }

  void print(const report::Report& report, const report::Style& style) {
    const auto& reply = report.exchange.reply;
    bool unresolved = !reply && reply.error().kind == Error::Kind::resolve;
    if (unresolved) complain(reply.error());
    if (!unresolved || style.format == report::Format::json) write_report(report::format(report, style));
    raise(unresolved ? usage : report::exit_status(report));
  }

  void write_report(const std::string& text) {
    if (write_all(STDOUT_FILENO, text)) return;
    if (errno == EPIPE) std::_Exit(status_);
    complain({Error::Kind::internal, std::string("cannot write: ") + std::strerror(errno), {}});
    std::_Exit(internal);
  }

  void raise(int status) { status_ = std::max(status_, status); }

  std::vector<cli::Request> requests_;
  std::vector<std::optional<report::Report>> reports_;
  std::vector<std::size_t> next_name_;
  std::size_t printed_ = 0;
  int status_ = good;
};

int run(int argc, char** argv) {
  auto line = cli::parse({argv, static_cast<std::size_t>(argc)}, environment());
  if (!line) {
    complain(line.error());
    return status_of(line.error());
  }
  if (!line->notice.empty()) return write_all(STDOUT_FILENO, line->notice) ? good : internal;
  return Session(std::move(line->requests)).run();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    complain({Error::Kind::internal, std::string("internal error: ") + error.what(), {}});
    return internal;
  }
}
