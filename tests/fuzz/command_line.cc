// The command line, with its files. In the input the arguments stand first, a line each; then, each behind a
// NUL, come the configuration, resolv.conf, and a file of questions, which the arguments know as "questions".
#include "cli/command_line.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "dns/query.h"
#include "expect.h"
#include "run/complain.h"

using namespace edig;
using fuzz::expect;

namespace {

// A file in memory.
class File {
 public:
  File() : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {}
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
  void fill(std::string_view text) const {
    expect(ftruncate(descriptor_, 0) == 0);
    expect(pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  }

 private:
  int descriptor_;
};

// Files of this machine are none of the input's business.
bool names_a_file(std::string_view text) {
  for (std::string_view folder : {"/dev", "/proc", "/sys", ".."})
    if (text.find(folder) != text.npos) return true;
  return false;
}

std::string_view take_part(std::string_view& rest, char end) {
  auto part = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

// As it is shown: what it quotes may be any octets.
void check(const Error& error) {
  expect(!error.text.empty());
  auto line = run::complaint(error);
  expect(line.ends_with('\n'));
  line.pop_back();
  fuzz::expect_harmless(line);
}

void check(const run::Request& request) {
  expect(!request.names.empty() && !request.servers.empty());
  auto sent = dns::encode(request.query, 1);
  auto message = dns::Message::parse(sent);
  expect(sent.size() <= 65535 && message && message->problems.empty());
  if (request.query.header_only)
    expect(message->questions.empty());
  else
    expect(message->questions.size() == 1 && message->questions[0].name == request.query.question.name);
  for (const auto& other : request.beside) check(other);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  expect(std::freopen("/dev/null", "r", stdin) != nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const File config, resolv_conf, questions;
  auto rest = as_text({data, size});
  if (names_a_file(rest)) return 0;
  auto lines = take_part(rest, '\0');
  config.fill(take_part(rest, '\0'));
  resolv_conf.fill(take_part(rest, '\0'));
  questions.fill(rest);

  std::vector<std::string> arguments{"edig"};
  while (!lines.empty()) {
    auto argument = take_part(lines, '\n');
    arguments.push_back(argument == "questions" ? questions.path() : std::string(argument));
  }
  std::vector<const char*> argv;
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  cli::Environment environment;
  environment.variable = [&](const std::string& name) -> std::optional<std::string> {
    if (name == "EDIG_CONFIG") return config.path();
    if (name == "EDIG_RESOLV_CONF") return resolv_conf.path();
    return std::nullopt;
  };
  auto line = cli::parse(argv, environment);
  if (!line) return check(line.error()), 0;
  for (const auto& request : line->requests) check(request);
  if (!line->batch) return 0;
  while (auto request = line->batch->next()) *request ? check(**request) : check(request->error());
  return 0;
}
