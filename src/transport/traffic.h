// What asking has cost the network: what was really sent, every retry in it.
#pragma once

#include <cstdint>

namespace edig::transport {

struct Traffic {
  std::uint64_t packets = 0;      // UDP datagrams, and DNS messages on connections
  std::uint64_t octets = 0;       // of the DNS messages in them
  std::uint64_t connections = 0;  // TCP connections begun, those that never came about as well

  void add_message(std::size_t size) {
    ++packets;
    octets += size;
  }

  Traffic& operator+=(const Traffic& other) {
    packets += other.packets;
    octets += other.octets;
    connections += other.connections;
    return *this;
  }
  /// What came since `earlier`.
  friend Traffic operator-(const Traffic& later, const Traffic& earlier) {
    return {later.packets - earlier.packets, later.octets - earlier.octets,
            later.connections - earlier.connections};
  }
  friend bool operator==(const Traffic&, const Traffic&) = default;
};

}  // namespace edig::transport
