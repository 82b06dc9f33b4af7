// How a survey went over time: rows by their class, in spans of one length, whose number is bounded.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace edig::survey {

/// What a row is, in one word; each row is exactly one of them.
enum class Class : std::uint8_t {
  fine,      // NOERROR or NXDOMAIN, and no EDE against it
  suspect,   // NOERROR or NXDOMAIN, with an EDE that means that something is wrong with it
  failure,   // any other RCODE
  no_reply,  // timeout, refused ...
  bad_input,
};
inline constexpr std::array classes = {Class::fine, Class::suspect, Class::failure, Class::no_reply,
                                       Class::bad_input};
/// "fine", "suspect", "failure", "no-reply", "bad-input"
std::string_view name(Class what);

class Timeline {
 public:
  static constexpr std::size_t most_spans = 120;
  using Span = std::array<std::uint64_t, classes.size()>;

  /// At `at`, seconds of Unix time; what has no time (0) is left out. Spans grow to twice their length where
  /// there would be too many.
  void add(std::int64_t at, Class what);

  bool empty() const { return spans_.empty(); }
  std::int64_t start() const { return first_ * seconds_; }
  std::int64_t seconds() const { return seconds_; }  // of a span
  const std::vector<Span>& spans() const { return spans_; }

 private:
  void widen();

  std::int64_t seconds_ = 1;
  std::int64_t first_ = 0;  // its number among spans of that length since 1970
  std::vector<Span> spans_;
};

}  // namespace edig::survey
