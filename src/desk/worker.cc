#include "desk/worker.h"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
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

void bound(const run::Why& why) {
  constexpr std::chrono::seconds beyond{5};  // to write it all down
#ifndef EDIG_SANITIZED
  constexpr rlim_t memory = 256 << 20;
  rlimit limit{memory, memory};
  setrlimit(RLIMIT_DATA, &limit);
#endif
  auto time = std::chrono::ceil<std::chrono::seconds>(why.deadline + why.more_time) + beyond;
  alarm(static_cast<unsigned>(time.count()));
}

void look_at(const run::Request& request, int pipe) {
  bound(request.why);
  transport::Client client;
  client.watch(Teller(pipe));
  Catcher catcher(pipe);
  run::ask_all(client, {request}, nullptr, catcher);
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
  auto child = ChildProcess::start([&](int pipe) { look_at(request, pipe); });
  if (!child) return std::unexpected(child.error());
  return Worker(std::move(*child));
}

Worker::News Worker::read() {
  News news;
  std::array<char, 65536> buffer;
  for (;;) {
    auto size = ::read(child_.output(), buffer.data(), buffer.size());
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
