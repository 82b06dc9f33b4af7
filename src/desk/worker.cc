#include "desk/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/exit_status.h"
#include "base/write_all.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "run/ask.h"

namespace edig::desk {
namespace {

// A message is its kind, its size in four octets, and that many octets.
constexpr char of_look = 'l', of_answer = 'a';
constexpr std::size_t head_size = 5, max_size = 32 << 20;

void write_message(int pipe, char kind, std::string_view octets) {
  std::string head(1, kind);
  for (int shift = 24; shift >= 0; shift -= 8) head += static_cast<char>(octets.size() >> shift);
  head += octets;
  if (!write_all(pipe, head)) std::_Exit(status::internal);
}

class Catcher : public run::Listener {
 public:
  explicit Catcher(int pipe) : pipe_(pipe) {}
  void answered(std::size_t, const run::Request& request, const report::Report& report) override {
    write_message(pipe_, of_answer, encode(make_answer(report, request.style)));
  }
  void refused(std::size_t, const Error&) override {}
  bool has_room(std::size_t) const override { return true; }
  void write(const run::Request&, std::string_view) override {}
  void written(std::size_t, const run::Request&, int, const std::string&) override {}

 private:
  int pipe_;
};

// Tells what is being asked, now and then.
class Teller {
 public:
  explicit Teller(int pipe) : pipe_(pipe) {}
  void operator()(const transport::Job& job) {
    using namespace std::chrono_literals;
    auto now = std::chrono::steady_clock::now();
    if (now < due_) return;
    due_ = now + 250ms;
    const auto& question = job.query.question;
    write_message(pipe_, of_look,
                  encode(Look{question.name.text(), dns::type_text(question.type),
                              ede::printable(job.servers.front().host)}));
  }

 private:
  int pipe_;
  std::chrono::steady_clock::time_point due_ = {};
};

// Nothing of the parent's is left open: connections of visitors end when the parent ends them.
void keep_only(int pipe) {
  dup2(pipe, STDERR_FILENO + 1);
  close_range(STDERR_FILENO + 2, ~0U, 0);
}

void bound(const run::Why& why) {
  constexpr std::chrono::seconds beyond{5};  // to write it all down
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#ifndef EDIG_SANITIZED
  constexpr rlim_t memory = 256 << 20;
  rlimit limit{memory, memory};
  setrlimit(RLIMIT_DATA, &limit);
#endif
  auto time = std::chrono::ceil<std::chrono::seconds>(why.deadline + why.more_time) + beyond;
  alarm(static_cast<unsigned>(time.count()));
}

[[noreturn]] void look_at(const run::Request& request, int pipe) {
  for (int signal : {SIGTERM, SIGINT, SIGALRM, SIGPIPE}) std::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  keep_only(pipe);
  bound(request.why);
  pipe = STDERR_FILENO + 1;
  try {
    transport::Client client;
    client.watch(Teller(pipe));
    Catcher catcher(pipe);
    run::ask_all(client, {request}, nullptr, catcher);
  } catch (const std::exception&) {
    std::_Exit(status::internal);
  }
  std::_Exit(status::good);
}

// The message that `octets` begin with, which is taken off; nothing: not all of it is there.
std::optional<std::pair<char, std::string>> take_message(std::string& octets) {
  if (octets.size() < head_size) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 1; i < head_size; ++i) size = size << 8 | static_cast<unsigned char>(octets[i]);
  if (octets.size() < head_size + size) return std::nullopt;
  std::pair message(octets.front(), octets.substr(head_size, size));
  octets.erase(0, head_size + size);
  return message;
}

}  // namespace

Result<Worker> Worker::start(const run::Request& request) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Error::Kind::internal, std::strerror(errno));
  Descriptor reading(ends[0]), writing(ends[1]);
  auto process = fork();
  if (process < 0) return fail(Error::Kind::internal, std::strerror(errno));
  if (process == 0) look_at(request, writing.get());
  fcntl(reading.get(), F_SETFL, O_NONBLOCK);
  return Worker(process, std::move(reading));
}

Worker::Worker(Worker&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      pipe_(std::move(other.pipe_)),
      octets_(std::move(other.octets_)) {}

Worker::~Worker() {
  if (process_ < 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

Worker::News Worker::read() {
  News news;
  std::array<char, 65536> buffer;
  for (;;) {
    auto size = ::read(pipe_.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    news.over |= size == 0 || (size < 0 && errno != EAGAIN) || octets_.size() > max_size;
    if (size <= 0 || news.over) break;
    octets_.append(buffer.data(), static_cast<std::size_t>(size));
  }
  while (auto message = take_message(octets_)) {
    if (message->first == of_look) news.look = decode_look(message->second);
    if (message->first == of_answer) news.answer = decode_answer(message->second);
  }
  news.over |= news.answer.has_value();
  return news;
}

}  // namespace edig::desk
