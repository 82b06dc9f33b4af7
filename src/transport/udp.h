// One question in datagrams (RFC 1035 section 4.2.1), guarded against forged replies as RFC 5452 has it: each
// with an ID and a port at random, from a connected socket.
#pragma once

#include <memory>
#include <vector>

#include "transport/network.h"
#include "transport/step.h"

namespace edig::transport {

/// The tries of one question. The sockets of earlier ones stay open, so that a reply that comes later than
/// its try's timeout is not lost.
class UdpTries {
 public:
  explicit UdpTries(Network& network);
  ~UdpTries();
  UdpTries(const UdpTries&) = delete;
  UdpTries& operator=(const UdpTries&) = delete;

  /// Asks the first of `addresses`, and another as soon as one fails or has been silent for 250 ms (RFC
  /// 8305); the first reply wins. Where that is the late reply to an earlier try, `step` becomes what was
  /// put then. Where a reply fits in all but its cookie (match.h), the true one has 250 ms more to come.
  Task<Exchange> ask(Step& step, const Peer& peer, const Addresses& addresses, const Tactics& tactics,
                     Clock::time_point deadline);

 private:
  struct Line;
  struct News;
  class Try;

  Network& network_;
  std::shared_ptr<News> news_;
  std::vector<std::unique_ptr<Line>> lines_;  // null where nobody listens any more
};

}  // namespace edig::transport
