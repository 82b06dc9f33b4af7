// What happens to replies on their way, and what then comes of an ask: the way of the transport room with
// loss among it.
#pragma once

#include <cstdint>
#include <string>

#include "stage.h"

namespace edig::verdict {

enum class Trouble : std::uint8_t {
  lost,
  late,       // by more than a brief wait, and less than a patient one
  truncated,  // TC, and nothing in the sections
  cut,        // the last third is missing
  no_edns,    // it comes of a query without EDNS
  servfail,
  refused,
  formerr,
};
inline constexpr std::size_t troubles = 8;
std::string_view name(Trouble trouble);

/// What comes where that happens to the reply.
Coming suffer(Trouble trouble, const Bytes& wire);

/// Dice that fall the same for the same ask in the same run, in whatever order asks come.
class Dice {
 public:
  Dice(std::uint64_t seed, const diagnosis::Ask& ask, unsigned again);
  /// Once in a hundred, `percent` times.
  bool falls(unsigned percent) { return next() % 100 < percent; }
  std::uint64_t next();

 private:
  std::uint64_t state_;
};

/// Over a line that loses so much of what goes each way. A question over UDP is asked again, in the end
/// without EDNS; what goes over TCP arrives. Nothing: the reply came as it is.
std::optional<Coming> over_lossy_line(unsigned percent, Dice dice, const diagnosis::Ask& ask,
                                      const Bytes& wire);

}  // namespace edig::verdict
