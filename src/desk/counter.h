// The counter of the desk, where questions wait their turn: identical ones share one answer, answers are kept
// for a while, and only so many are looked at, and wait, at a time. Knows no HTTP, starts no process, has no
// clock: who uses it tells it the time, takes what is to be begun and brings the answers.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "desk/answer.h"
#include "desk/visitors.h"

namespace edig::desk {

struct Limits {
  unsigned at_once = 16;     // names that are looked at together
  unsigned waiting = 200;    // names that wait for it
  unsigned per_minute = 30;  // names for each visitor
  unsigned kept = 200;       // answers
};

/// Where a question stands.
struct Standing {
  enum class Kind { answered, under_way, waiting, too_many, full };
  Kind kind = Kind::waiting;
  std::shared_ptr<const Answer> answer = {};  // answered
  std::optional<Look> look = {};              // under way: what is being asked, once that is known
  std::size_t ahead = 0;                      // waiting: how many go first
  std::chrono::seconds wait{0};               // about how long; of what is refused: when it would not be
};

class Counter {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Counter(const Limits& limits) : limits_(limits), visitors_(limits.per_minute) {}

  /// Where the question of this key stands, begun for `visitor` where nobody asked it yet. What is known
  /// already costs the visitor nothing.
  Standing ask(const std::string& key, const std::string& visitor, Clock::time_point now);

  /// The key of one that is to be looked at now; nothing: there is none, or as many as may be are.
  std::optional<std::string> begin(Clock::time_point now);
  void looks(const std::string& key, Look look);
  /// Null: nothing came of it, which is kept for a moment, so that those who wait are told.
  void answered(const std::string& key, std::shared_ptr<const Answer> answer, Clock::time_point now);

  struct Figures {
    std::uint64_t begun = 0, from_kept = 0, too_many = 0, full = 0, failed = 0;
    double seconds = 0;  // of all that are answered
    std::uint64_t answered = 0;
  };
  const Figures& figures() const { return figures_; }
  std::size_t under_way() const { return under_way_.size(); }
  std::size_t waiting() const { return waiting_.size(); }
  std::size_t kept() const { return kept_.size(); }

 private:
  struct UnderWay {
    Clock::time_point since;
    std::optional<Look> look = {};
  };
  struct Kept {
    std::shared_ptr<const Answer> answer;
    Clock::time_point until;
  };
  std::chrono::seconds wait_for(std::size_t ahead) const;
  const Kept* find_kept(const std::string& key, Clock::time_point now);
  void make_room(Clock::time_point now);

  Limits limits_;
  Visitors visitors_;
  std::unordered_map<std::string, UnderWay> under_way_;
  std::deque<std::string> waiting_;
  std::unordered_map<std::string, Kept> kept_;
  Figures figures_;
  double usual_seconds_ = 1;  // that a look takes
};

}  // namespace edig::desk
