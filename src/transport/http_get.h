// A response of HTTP/1.1 (RFC 9112) to one GET on a connection of its own. Bytes in: no I/O.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace edig::transport {

enum class HttpFault {
  none,
  malformed,
  too_large,  // more than 64 kB of body, or 16 kB of header fields
  ended,      // the connection did, before the response was whole
};
/// "malformed", "too-large", "ended"
std::string_view name(HttpFault fault);

class HttpResponse {
 public:
  /// Takes bytes that came; whether the response needs more.
  bool take(ByteView bytes);
  /// The connection has ended, which ends a body of no declared length.
  void end();

  HttpFault fault() const { return fault_; }
  int status() const { return status_; }
  /// Fit to print, at most 256 octets.
  const std::string& content_type() const { return content_type_; }
  const std::string& location() const { return location_; }
  const std::string& body() const { return body_; }

 private:
  enum class Part { status, fields, body, chunk_size, chunk, chunk_end, trailer, done };

  bool fail(HttpFault fault);
  /// Without its line break; nothing where it has not come whole.
  std::optional<std::string> take_line();
  bool step();
  void take_status(std::string_view line);
  void take_field(std::string_view line);
  void begin_body();
  bool take_body();
  void take_chunk_size(std::string_view line);

  std::string buffer_;
  std::size_t header_octets_ = 0;
  Part part_ = Part::status;
  HttpFault fault_ = HttpFault::none;
  int status_ = 0;
  bool chunked_ = false;
  std::optional<std::size_t> length_;  // of the body, or of the chunk, that is yet to come
  std::string content_type_, location_, body_;
};

}  // namespace edig::transport
