#include "mcp/workers.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/write_all.h"

namespace edig::mcp {

void Workers::begin(std::uint64_t number, Work work) {
  waiting_.push_back({number, std::move(work)});
  fill();
}

void Workers::cancel(std::uint64_t number) {
  std::erase_if(waiting_, [&](const Waiting& waiting) { return waiting.number == number; });
  std::erase_if(running_, [&](const Worker& worker) { return worker.number == number; });
  fill();
}

Workers::News Workers::collect() {
  News news;
  std::erase_if(running_, [&](Worker& worker) {
    auto over = look_at(worker, news);
    if (!over) return false;
    news.ended.push_back(std::move(*over));
    return true;
  });
  fill();
  return news;
}

void Workers::watch(std::vector<pollfd>& descriptors) const {
  for (const auto& worker : running_)
    if (worker.child) descriptors.push_back({.fd = worker.child->output(), .events = POLLIN, .revents = 0});
}

int Workers::patience() const {
  auto next = std::ranges::min_element(running_, {}, &Worker::deadline);
  if (next == running_.end()) return -1;
  bool has_ended = std::ranges::any_of(running_, [](const Worker& worker) { return !worker.child; });
  if (has_ended) return 0;
  auto left = std::chrono::ceil<std::chrono::milliseconds>(next->deadline - Clock::now()).count();
  return static_cast<int>(std::max<decltype(left)>(left, 0));
}

void Workers::fill() {
  while (!waiting_.empty() && running_.size() < parallel) {
    auto [number, work] = std::move(waiting_.front());
    waiting_.pop_front();
    auto child = ChildProcess::start([&](int output) {
      write_all(output, work([output](const std::string& line) { write_all(output, line + '\n'); }));
    });
    running_.push_back(
        {number, child ? std::optional(std::move(*child)) : std::nullopt, Clock::now() + longest});
  }
}

void Workers::take_lines(Worker& worker, News& news) {
  auto& octets = worker.octets;
  for (auto end = octets.find('\n'); end != octets.npos; end = octets.find('\n')) {
    news.told.push_back({worker.number, octets.substr(0, end)});
    octets.erase(0, end + 1);
  }
}

std::optional<Workers::Ended> Workers::look_at(Worker& worker, News& news) {
  if (!worker.child) return Ended{worker.number, std::nullopt};
  pollfd readable{.fd = worker.child->output(), .events = POLLIN, .revents = 0};
  char buffer[65536];
  while (::poll(&readable, 1, 0) > 0) {
    auto count = ::read(readable.fd, buffer, sizeof buffer);
    if (count > 0) worker.octets.append(buffer, static_cast<std::size_t>(count));
    take_lines(worker, news);
    bool over = count == 0 || (count < 0 && errno != EINTR) || worker.octets.size() > max_result;
    if (!over) continue;
    bool whole = count == 0 && !worker.octets.empty();
    return Ended{worker.number, whole ? std::optional(std::move(worker.octets)) : std::nullopt};
  }
  if (Clock::now() < worker.deadline) return std::nullopt;
  return Ended{worker.number, std::nullopt, true};
}

}  // namespace edig::mcp
