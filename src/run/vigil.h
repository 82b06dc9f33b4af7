// One name that is watched: what of each look at it is news, when the next is due, and until when caches may
// keep what was before. By a clock that is given; asks nothing and prints nothing.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "report/watched.h"
#include "run/watch_outcome.h"

namespace edig::run {

/// By the clock on the wall, for people, and by one that nobody sets, for waiting.
struct Moment {
  std::chrono::sys_seconds wall;
  std::chrono::steady_clock::time_point steady;

  static Moment now();
};

class Vigil {
 public:
  /// Between two questions at the least. Longer where the server answers from its cache until then, but not
  /// longer than `max_wait`: it may be told to forget, and behind one address may be many caches.
  static constexpr std::chrono::seconds max_wait{300};

  Vigil(std::chrono::milliseconds interval, const Moment& begin);

  enum class News {
    none,
    doubt,   // it is unlike what was before: to be told once the next one says the same
    change,  // it is the first, or says the same as the one that was in doubt: that one is told
  };
  /// What `sight` tells. After a doubt the name is asked for again at once: a lost packet is no news, nor is
  /// one of several caches behind an address.
  News take(const Sight& sight, const Moment& now);

  std::chrono::steady_clock::time_point due() const { return due_; }
  /// How long it has been watched.
  std::chrono::seconds age(const Moment& now) const;
  /// And nothing speaks against it that is yet to be asked for again.
  bool works() const { return last_ && last_->outcome.works && !doubt_; }
  /// After `take`: what there is to tell. `ends`: it is not asked for again.
  report::Watched watched(const Moment& now, bool ends) const;

 private:
  struct Doubt {
    Sight sight;
    Moment since;
  };

  void change(const Sight& sight, const Moment& since);
  void leave_to_caches(const Moment& end);
  void wait(const Sight& sight, const Moment& now);

  std::chrono::milliseconds interval_;
  Moment begin_, since_;
  std::chrono::steady_clock::time_point due_;
  bool waits_for_ttl_ = false;
  std::optional<Sight> last_;   // of the outcome that was told
  std::optional<Doubt> doubt_;  // another one, seen once
  bool asked_at_once_ = false;
  std::vector<report::Watched::Caches> caches_;  // of all that was since the name worked
};

}  // namespace edig::run
