#include "mcp/survey.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <vector>

#include "base/child_process.h"
#include "base/descriptor.h"
#include "base/exit_status.h"
#include "base/write_all.h"
#include "mcp/protocol.h"
#include "mcp/result.h"
#include "report/survey_json.h"
#include "report/survey_text.h"
#include "run/survey.h"
#include "survey/row_json.h"
#include "survey/summary.h"

namespace edig::mcp {
namespace {

using namespace std::chrono_literals;

using Clock = std::chrono::steady_clock;

constexpr auto longest = 45s, grace = 3s;  // before it is to end, and after that before it is ended
constexpr auto interval = 250ms;           // between looks at how far it is
constexpr std::size_t max_rows = 100;

// In a survey's input they would be a type, a server, a comment or two names.
bool is_one_word(const Json& name) {
  constexpr std::string_view others = "@#;,\"";
  return std::ranges::all_of(name.get_ref<const std::string&>(), [&](char character) {
    auto octet = static_cast<unsigned char>(character);
    return octet > ' ' && octet != 0x7f && others.find(character) == others.npos;
  });
}

Descriptor memory_file(const char* name) { return Descriptor(::memfd_create(name, MFD_CLOEXEC)); }

[[noreturn]] void run(const run::Request& request, int input, int output, int complaints) {
  const int streams[] = {input, output, complaints};
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::dup2(streams[stream], stream) < 0) std::_Exit(status::internal);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  transport::Client client;
  run::SurveyOrder order{.file = "-"};
  order.server_of = [](const std::string&) -> Result<transport::Server> {
    return fail(Error::Kind::usage, "no server is named here");
  };
  std::_Exit(run::survey(client, order, request));
}

// Readable when the process has ended.
bool ends_within(int process, std::chrono::milliseconds patience) {
  pollfd ended{.fd = process, .events = POLLIN, .revents = 0};
  return ::poll(&ended, 1, static_cast<int>(patience.count())) > 0;
}

void await_end(pid_t process, const std::function<void()>& meanwhile) {
  Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  auto until = Clock::now() + longest;
  bool ended = false;
  while (!(ended = ends_within(handle.get(), interval)) && Clock::now() < until) meanwhile();
  if (!ended) {
    ::kill(process, SIGTERM);
    if (!ends_within(handle.get(), grace)) ::kill(process, SIGKILL);
  }
  ::waitpid(process, nullptr, 0);
}

// Whoever writes to it goes on where it was.
std::string content(int file) {
  struct stat status {};
  if (::fstat(file, &status) != 0) return {};
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  auto count = ::pread(file, text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return text;
}

void tell(Progress& progress, std::string_view rows, std::size_t names) {
  auto done = static_cast<std::size_t>(std::ranges::count(rows, '\n'));
  progress.reach(done, names, fmt::format("{} of {} names", done, names));
}

struct Found {
  survey::Summary summary;
  std::vector<Json> fine, other;
};

// Whole lines; one that the end of the process tore is none.
Found read_rows(std::string_view text) {
  Found found;
  survey::JsonRowReader reader;
  for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    std::string line(text.substr(0, end));
    text.remove_prefix(end + 1);
    auto object = Json::parse(line, nullptr, false);
    auto row = reader.read(line);
    if (object.is_discarded() || !row) continue;
    found.summary.add(*row);
    (row->fine() ? found.fine : found.other).push_back(std::move(object));
  }
  return found;
}

// The last line that tells what went wrong, as far as there is one.
std::string complaint_in(std::string_view text) {
  constexpr std::string_view mark = "edig: ";
  auto start = text.rfind(mark);
  if (start == text.npos) return "nothing was known when time was over";
  text.remove_prefix(start + mark.size());
  return std::string(text.substr(0, text.find('\n')));
}

std::string left_out(std::size_t names) {
  return fmt::format("Nothing was known of {} more names when time was over.\n", names);
}

Json survey_result(Found found, std::size_t names, ede::Language language) {
  auto total = found.fine.size() + found.other.size();
  auto rows = Json::array();
  std::size_t octets = 0;
  for (auto* part : {&found.other, &found.fine}) {
    for (auto& row : *part) {
      octets += row.dump().size();
      if (rows.size() < max_rows && octets < max_structured) rows.push_back(std::move(row));
    }
  }
  report::SurveyReport report{.summary = found.summary};
  Json object{{"schema", 1}, {"summary", report::survey_summary_json(report)}};
  object["rows_left_out"] = total - rows.size();
  auto missing = names - std::min(names, total);
  object["names_left_out"] = missing;
  object["rows"] = std::move(rows);
  auto text = report::survey_text(report, language, 0) + (missing > 0 ? left_out(missing) : "");
  return call_result(text, std::move(object));
}

}  // namespace

Json survey(const Json& names, const run::Request& request, Progress& progress) {
  std::string lines;
  for (const auto& name : names) {
    if (!is_one_word(name))
      return failed_call("the argument 'names' has one that is no domain name: " + name.dump());
    lines += name.get_ref<const std::string&>() + '\n';
  }
  auto input = memory_file("names"), output = memory_file("rows"), complaints = memory_file("complaints");
  if (!write_all(input.get(), lines) || ::lseek(input.get(), 0, SEEK_SET) != 0)
    return failed_call("there is no memory for the names");
  auto process = fork_child();
  if (process == 0) run(request, input.get(), output.get(), complaints.get());
  if (process < 0) return failed_call("there can be no further process");
  await_end(process, [&] { tell(progress, content(output.get()), names.size()); });
  auto rows = content(output.get());
  if (rows.empty()) return failed_call(complaint_in(content(complaints.get())));
  return survey_result(read_rows(rows), names.size(), request.style.language);
}

}  // namespace edig::mcp
