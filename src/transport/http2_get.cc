#include <nghttp2/nghttp2.h>

#include <array>
#include <charconv>
#include <new>
#include <utility>

#include "transport/doh_response.h"
#include "transport/http2_session.h"
#include "transport/http_get.h"

namespace edig::transport {
namespace {

// Of all frames together: those that bring the response no further (PING, SETTINGS, CONTINUATION, empty DATA)
// are many where somebody wants to keep us busy.
constexpr std::size_t largest_exchange = 4 * largest_http_body;

class Http2Get : public HttpGet {
 public:
  Http2Get(const std::string& host, const std::string& path) {
    const std::array request = {http2_field(":method", "GET"),     http2_field(":scheme", "https"),
                                http2_field(":authority", host),   http2_field(":path", path),
                                http2_field("user-agent", "edig"), http2_field("accept", "text/plain")};
    if (nghttp2_submit_request(session_, nullptr, request.data(), request.size(), nullptr, nullptr) < 0)
      throw std::bad_alloc();
  }

  Bytes output() override {
    session_.collect(output_);
    return std::exchange(output_, {});
  }

  bool take(ByteView bytes) override {
    octets_ += bytes.size();
    if (octets_ > largest_exchange) fail(HttpFault::too_large);
    if (!is_over() && nghttp2_session_mem_recv(session_, bytes.data(), bytes.size()) < 0)
      fail(HttpFault::malformed);
    session_.collect(output_);
    if (!nghttp2_session_want_read(session_)) end();
    return !is_over();
  }

  void end() override {
    if (!done_) fail(HttpFault::ended);
  }

  const HttpResponse& response() const override { return response_; }

 private:
  bool is_over() const { return done_ || response_.fault != HttpFault::none; }

  void fail(HttpFault fault) {
    if (!is_over()) response_.fault = fault;
  }

  static void set(nghttp2_session_callbacks* callbacks) {
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_invalid);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, on_sent);
  }

  static Http2Get& self(void* user_data) { return *static_cast<Http2Get*>(user_data); }

  static int on_header(nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name_data,
                       std::size_t name_size, const std::uint8_t* value_data, std::size_t value_size,
                       std::uint8_t, void* user_data) {
    self(user_data).take_field(as_text(ByteView(name_data, name_size)),
                               as_text(ByteView(value_data, value_size)));
    return 0;
  }

  // Responses of status 1xx come before the one that counts, trailers behind it (RFC 9113 section 8.1).
  void take_field(std::string_view name, std::string_view value) {
    constexpr std::size_t overhead = 32;  // as RFC 9113 section 6.5.2 counts
    header_octets_ += name.size() + value.size() + overhead;
    if (header_octets_ > largest_http_header) fail(HttpFault::too_large);
    if (has_fields_) return;
    if (name == ":status") {
      response_ = {.fault = response_.fault};
      std::from_chars(value.data(), value.data() + value.size(), response_.status);
    }
    if (name == "content-type") response_.content_type = printable_field(value);
    if (name == "location") response_.location = printable_field(value);
  }

  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t* data, std::size_t size,
                     void* user_data) {
    self(user_data).take_body(as_text(ByteView(data, size)));
    return 0;
  }

  void take_body(std::string_view text) {
    if (text.size() > largest_http_body - response_.body.size()) return fail(HttpFault::too_large);
    response_.body += text;
  }

  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user_data) {
    auto& get = self(user_data);
    if (frame->hd.type == NGHTTP2_HEADERS && get.response_.status >= 200) get.has_fields_ = true;
    return 0;
  }

  static int on_close(nghttp2_session*, std::int32_t, std::uint32_t code, void* user_data) {
    auto& get = self(user_data);
    if (code != NGHTTP2_NO_ERROR || !get.has_fields_)
      get.fail(HttpFault::ended);
    else if (!get.is_over())
      get.done_ = true;
    return 0;
  }

  static int on_invalid(nghttp2_session*, const nghttp2_frame*, int, void* user_data) {
    self(user_data).fail(HttpFault::malformed);
    return 0;
  }

  // It is nghttp2 alone that goes away or resets, where the server breaks the protocol.
  static int on_sent(nghttp2_session*, const nghttp2_frame* frame, void* user_data) {
    if (frame->hd.type == NGHTTP2_GOAWAY || frame->hd.type == NGHTTP2_RST_STREAM)
      self(user_data).fail(HttpFault::malformed);
    return 0;
  }

  Bytes output_;
  std::size_t octets_ = 0, header_octets_ = 0;
  bool has_fields_ = false;  // those of the response that counts are whole
  bool done_ = false;
  HttpResponse response_;
  Http2Session session_{set, this, largest_http_header};  // the last: it calls the others
};

}  // namespace

std::unique_ptr<HttpGet> http2_get(const std::string& host, const std::string& path) {
  return std::make_unique<Http2Get>(host, path);
}

}  // namespace edig::transport
