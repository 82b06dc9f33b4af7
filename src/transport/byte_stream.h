// Bytes both ways over a connection, in the clear or encrypted.
#pragma once

#include <memory>
#include <span>

#include "base/bytes.h"
#include "transport/async.h"

namespace edig::transport {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// At least one byte; none and an error at the end.
  virtual Task<std::size_t> read_some(std::span<std::uint8_t> buffer, asio::error_code& error) = 0;
  virtual Task<void> write(ByteView bytes, asio::error_code& error) = 0;
  /// Reads and writes under way end with an error.
  virtual void close() = 0;
  /// Asks the kernel to acknowledge at once what comes next: a server with Nagle's algorithm (RFC 1122
  /// section 4.2.3.4) holds the second half of its reply back until then, and the usual acknowledgement takes
  /// 40 ms.
  virtual void acknowledge_quickly() = 0;
};

std::unique_ptr<ByteStream> plain_stream(TcpSocket socket);

/// TCP_QUICKACK, for implementations of acknowledge_quickly.
void set_quickack(TcpSocket& socket);

}  // namespace edig::transport
