// Work in processes of its own: what is not wanted any more, takes too long or breaks is ended, and nothing
// else is touched by it. Standard output is not the work's to write to.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/child_process.h"

namespace edig::mcp {

class Workers {
 public:
  using Clock = std::chrono::steady_clock;
  /// Tells something on the way; without line breaks.
  using Tell = std::function<void(const std::string& line)>;
  /// Its result has no line breaks either.
  using Work = std::function<std::string(const Tell& tell)>;

  static constexpr std::size_t parallel = 4;
  static constexpr std::chrono::seconds longest{55};
  static constexpr std::size_t max_result = 1 << 20;

  /// Begins it as soon as fewer than `parallel` are under way.
  void begin(std::uint64_t number, Work work);
  void cancel(std::uint64_t number);

  struct Told {
    std::uint64_t number;
    std::string line;
  };
  struct Ended {
    std::uint64_t number;
    std::optional<std::string> result;  // nothing: it ended without one
    bool late = false;                  // since it took too long
  };
  struct News {
    std::vector<Told> told;  // before it ended
    std::vector<Ended> ended;
  };
  /// All that is there now. Does not wait.
  News collect();
  /// For poll(2): there may be more to collect when one is readable, or after `patience`.
  void watch(std::vector<pollfd>& descriptors) const;
  /// In milliseconds; -1: no end.
  int patience() const;

 private:
  struct Waiting {
    std::uint64_t number;
    Work work;
  };
  struct Worker {
    std::uint64_t number;
    std::optional<ChildProcess> child;  // nothing: there could be none
    Clock::time_point deadline;
    std::string octets = {};  // that it wrote, after its last whole line
  };

  void fill();
  static void take_lines(Worker& worker, News& news);
  static std::optional<Ended> look_at(Worker& worker, News& news);

  std::deque<Waiting> waiting_;
  std::vector<Worker> running_;
};

}  // namespace edig::mcp
