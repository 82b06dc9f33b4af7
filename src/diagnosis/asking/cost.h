// What finding out has cost: told with every diagnosis, for packets go to servers of others.
#pragma once

#include <cstdint>

namespace edig::diagnosis {

/// What was really sent, each try counted.
struct Traffic {
  std::uint64_t packets = 0;  // datagrams, and messages over connections
  std::uint64_t octets = 0;   // of the DNS messages in them
  std::uint64_t connections = 0;
};

struct Cost {
  unsigned questions = 0;
  unsigned round_trips = 0;
  Traffic traffic;
  double ms = 0;
};

}  // namespace edig::diagnosis
