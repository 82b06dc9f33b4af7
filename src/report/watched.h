// What watching a name (+watch) has shown when one of its replies came. A value, part of the report on that
// reply.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace edig::report {

/// From what is known how long a cache may hold on to an outcome after its cause is gone.
enum class Keeping {
  negative_ttl,      // of a name or record that was not there: RFC 2308 section 5
  record_ttl,        // of the DNSSEC records at fault
  failure,           // RFC 9520 section 3.2 bounds it, and the records behind it are sound
  failure_at_least,  // as long, and nobody knows what is wrong behind it
  unknown,
};
/// Whether that is for all that caches may have.
constexpr bool is_whole(Keeping keeping) {
  return keeping != Keeping::failure_at_least && keeping != Keeping::unknown;
}
/// "negative-ttl", "record-ttl", "failure", "failure-at-least", "unknown": fixed words of the JSON.
std::string_view name(Keeping keeping);

struct Watched {
  using Time = std::chrono::sys_seconds;

  Time at;                     // when the reply came
  Time since;                  // when its outcome was first seen
  std::chrono::seconds age{};  // of the watch, by a clock that nobody sets
  bool works = false;
  /// When it is asked for again; nothing: not any more.
  std::optional<Time> next = {};
  bool next_for_ttl = false;  // it is as late as that since the server answers from its cache until then

  /// How long caches elsewhere keep what was seen before.
  struct Caches {
    Keeping keeping = Keeping::unknown;
    std::chrono::seconds at_most{};  // from the repair on; zero: not known
    std::optional<Time> until = {};  // where the name works
  };
  /// While the name does not work: of its last outcome. When it works: of all before, one for each way to
  /// know it.
  std::vector<Caches> caches = {};

  /// When they have all forgotten, where that is known.
  std::optional<Time> caches_until() const;
};

}  // namespace edig::report
