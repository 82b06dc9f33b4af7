// One GET on a connection of its own, over HTTP/1.1 (RFC 9112) or HTTP/2 (RFC 9113). Bytes in, bytes out: no
// I/O.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace edig::transport {

inline constexpr std::size_t largest_http_body = 65536, largest_http_header = 16384;

enum class HttpFault {
  none,
  malformed,
  too_large,  // more than 64 kB of body, or 16 kB of header fields
  ended,      // the connection did, or its stream, before the response was whole
};
/// "malformed", "too-large", "ended"
std::string_view name(HttpFault fault);

/// As far as it has come.
struct HttpResponse {
  HttpFault fault = HttpFault::none;
  int status = 0;
  std::string content_type = {}, location = {};  // fit to print, at most 256 octets
  std::string body = {};                         // foreign
};

class HttpGet {
 public:
  virtual ~HttpGet() = default;
  /// The bytes to send next.
  virtual Bytes output() = 0;
  /// Takes bytes that came; whether the response needs more.
  virtual bool take(ByteView bytes) = 0;
  /// The connection has ended.
  virtual void end() = 0;
  virtual const HttpResponse& response() const = 0;
};

/// Of text, from `host` (no port but that of HTTPS).
std::unique_ptr<HttpGet> http1_get(const std::string& host, const std::string& path);
std::unique_ptr<HttpGet> http2_get(const std::string& host, const std::string& path);

}  // namespace edig::transport
