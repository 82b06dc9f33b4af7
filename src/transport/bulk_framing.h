// How the queries of a bulk line travel as the bytes of one connection, each known by a number of 16 bits:
// behind a length (RFC 7766), where that number is the message's ID, or in the streams of HTTP/2 (RFC 8484).
#pragma once

#include <functional>
#include <memory>

#include "base/bytes.h"
#include "base/error.h"
#include "transport/server.h"

namespace edig::transport {

class BulkFraming {
 public:
  struct Callbacks {
    std::function<void(std::uint16_t, ByteView)> received;  // a whole message
    std::function<void(std::uint16_t, const Error&)> failed;
  };

  virtual ~BulkFraming() = default;
  /// False: there is no room now.
  virtual bool put(std::uint16_t id, ByteView query) = 0;
  virtual void forget(std::uint16_t id) = 0;
  /// Takes what of the bytes is whole: how many they were. An error means that the connection is of no use
  /// any more.
  virtual Result<std::size_t> take(ByteView bytes) = 0;
  /// The bytes to send next; empty when there are none left.
  virtual Bytes output() = 0;
};

std::unique_ptr<BulkFraming> bulk_length_framing(BulkFraming::Callbacks callbacks);
std::unique_ptr<BulkFraming> bulk_http2_framing(const Server& server, BulkFraming::Callbacks callbacks);

}  // namespace edig::transport
