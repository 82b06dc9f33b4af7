// A client's session of HTTP/2 (RFC 9113) by nghttp2: what is the same whatever is asked over it.
#pragma once

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace edig::transport {

class Http2Session {
 public:
  /// `set` names the callbacks, which get `owner`. The SETTINGS that go first allow no push, and
  /// `max_header_list` octets of header fields. Throws std::bad_alloc.
  Http2Session(void (*set)(nghttp2_session_callbacks*), void* owner, std::uint32_t max_header_list);
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;
  ~Http2Session() { nghttp2_session_del(session_); }

  operator nghttp2_session*() const { return session_; }
  /// Appends the bytes to send next.
  void collect(Bytes& output) const;

 private:
  nghttp2_session* session_ = nullptr;
};

/// A header field, whose texts nghttp2 copies.
nghttp2_nv http2_field(std::string_view name, std::string_view value);

}  // namespace edig::transport
