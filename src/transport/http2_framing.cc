#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <unordered_map>
#include <utility>

#include "transport/doh_request.h"
#include "transport/doh_response.h"
#include "transport/failure.h"
#include "transport/framing.h"
#include "transport/http2_session.h"

namespace edig::transport {
namespace {

constexpr std::size_t max_doh_header_list = 16384;
// What waits for the server to read it, beside one request: acknowledgements, refusals and room for more, all
// of them the server's doing.
constexpr std::size_t max_unread = 65536;
// Open at a time on one connection, whatever more the server allows: Knot Resolver 5 allows any number, and
// loses its way in a few hundred.
constexpr std::size_t max_streams = 100;
constexpr std::uint16_t usual_id = 0;  // for the sake of caches (RFC 8484 section 4.1)

// One question and what has come of its response.
struct QueryStream {
  Pending* question = nullptr;
  Bytes request;
  std::size_t sent = 0;
  std::size_t header_list = 0;  // octets, as RFC 9113 section 6.5.2 counts them, of all header blocks
  DohResponse response;
};

class Http2Framing : public Framing {
 public:
  Http2Framing(Server server, Peer peer) : server_(std::move(server)), peer_(std::move(peer)) {
    // Room for the replies to all streams, so that flow control need not hold any back: some servers do not
    // recover.
    nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, 1 << 24);
  }

  void put(Pending& question) override { waiting_.push_back(&question); }

  void forget(Pending& question) override {
    std::erase(waiting_, &question);
    for (auto& [id, stream] : streams_) {
      if (stream->question != &question) continue;
      stream->question = nullptr;
      nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
    }
  }

  Result<void> take(ByteView bytes) override {
    auto taken = nghttp2_session_mem_recv(session_, bytes.data(), bytes.size());
    if (taken < 0) return std::unexpected(failed(nghttp2_strerror(static_cast<int>(taken))));
    session_.collect(output_);
    if (output_.size() > max_unread) return std::unexpected(failed("it wants answers that it does not read"));
    if (!accepts())
      for (auto* question : std::exchange(waiting_, {}))
        question->settle(std::unexpected(reset(NGHTTP2_REFUSED_STREAM)));
    if (!nghttp2_session_want_read(session_) && !nghttp2_session_want_write(session_))
      return std::unexpected(gone());
    return {};
  }

  Bytes output() override {
    session_.collect(output_);
    send_next();
    return std::exchange(output_, {});
  }

  bool accepts() const override { return nghttp2_session_check_request_allowed(session_) != 0; }
  std::optional<Part> part_of(const Pending&) const override { return std::nullopt; }
  unsigned replies() const override { return replies_; }
  const Traffic& sent() const override { return sent_; }

  void end(const Error& error) override {
    for (auto& [id, stream] : streams_)
      if (stream->question) settle(*stream, std::unexpected(error));
    for (auto* question : std::exchange(waiting_, {})) question->settle(std::unexpected(error));
  }

 private:
  // One request, whole, where the server allows another: headers and body in one TLS record, with no part of
  // the next. Knot Resolver 5 refuses a request that begins before the one before it has ended, and one whose
  // body comes in another record it gives the reply to the next, and so on down the connection.
  void send_next() {
    if (waiting_.empty() || streams_.size() >= allowed() || !accepts()) return;
    auto& question = *waiting_.front();
    waiting_.pop_front();
    send(question);
    session_.collect(output_);
  }

  std::size_t allowed() const {
    return std::min<std::size_t>(
        nghttp2_session_get_remote_settings(session_, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS), max_streams);
  }

  void send(Pending& question) {
    auto stream = std::make_unique<QueryStream>();
    stream->question = &question;
    stream->request = question.message ? *question.message
                                       : dns::encode(question.query, question.query.id.value_or(usual_id));
    question.exchange.sent = stream->request;
    auto id = submit(*stream);
    if (id < 0) return question.settle(std::unexpected(failed(nghttp2_strerror(id))));
    if (server_.http.get) count(*stream);
    streams_[id] = std::move(stream);
  }

  void count(const QueryStream& stream) {
    sent_.add_message(stream.request.size());
    if (stream.question && stream.question->account)
      stream.question->account->add_message(stream.request.size());
  }

  std::int32_t submit(QueryStream& stream) {
    auto path = request_path(server_.http, stream.request);
    auto host = authority(server_);
    auto length = std::to_string(stream.request.size());
    bool get = server_.http.get;
    std::vector<nghttp2_nv> fields{
        http2_field(":method", get ? "GET" : "POST"), http2_field(":scheme", name(server_.protocol)),
        http2_field(":authority", host), http2_field(":path", path), http2_field("accept", dns_message_type)};
    if (!get) {
      fields.push_back(http2_field("content-type", dns_message_type));
      fields.push_back(http2_field("content-length", length));
    }
    nghttp2_data_provider body{.source = {.ptr = &stream}, .read_callback = read_body};
    return nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(), get ? nullptr : &body,
                                  &stream);
  }

  static void set(nghttp2_session_callbacks* callbacks) {
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_callbacks_set_error_callback2(callbacks, on_error);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_invalid);
  }

  Error failed(const std::string& why) const {
    return {Error::Kind::http, "the HTTP/2 connection to " + describe(peer_) + " failed: " + why,
            "is it a DoH server? try +tls or another server"};
  }

  // It has served, and ends without saying that anything is wrong.
  bool in_peace() const { return replies_ > 0 && goaway_.value_or(NGHTTP2_NO_ERROR) == NGHTTP2_NO_ERROR; }
  Error gone() const { return in_peace() ? ended_early(peer_) : failed(complaint_); }

  static std::string code_name(std::uint32_t code) { return nghttp2_http2_strerror(code); }

  static Http2Framing& self(void* user_data) { return *static_cast<Http2Framing*>(user_data); }
  static QueryStream* stream_of(nghttp2_session* session, std::int32_t id) {
    return static_cast<QueryStream*>(nghttp2_session_get_stream_user_data(session, id));
  }

  static ssize_t read_body(nghttp2_session*, std::int32_t, std::uint8_t* buffer, std::size_t room,
                           std::uint32_t* flags, nghttp2_data_source* source, void* user_data) {
    auto& stream = *static_cast<QueryStream*>(source->ptr);
    auto size = std::min(room, stream.request.size() - stream.sent);
    std::memcpy(buffer, stream.request.data() + stream.sent, size);
    stream.sent += size;
    if (stream.sent < stream.request.size()) return static_cast<ssize_t>(size);
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    self(user_data).count(stream);
    return static_cast<ssize_t>(size);
  }

  static int on_header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name_data,
                       std::size_t name_size, const std::uint8_t* value_data, std::size_t value_size,
                       std::uint8_t, void* user_data) {
    auto* stream = stream_of(session, frame->hd.stream_id);
    if (!stream) return 0;
    constexpr std::size_t overhead = 32;
    stream->header_list += name_size + value_size + overhead;
    if (stream->header_list > max_doh_header_list) {
      self(user_data).fail_stream(*stream, "sent more than 16384 octets of header fields");
      return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;  // nghttp2 resets the stream
    }
    auto name = as_text(ByteView(name_data, name_size)), value = as_text(ByteView(value_data, value_size));
    stream->response.take_field(name, value);
    return 0;
  }

  static int on_data(nghttp2_session* session, std::uint8_t, std::int32_t id, const std::uint8_t* data,
                     std::size_t size, void* user_data) {
    auto* stream = stream_of(session, id);
    if (!stream || !stream->question) return 0;
    if (stream->response.take_body(ByteView(data, size))) return 0;
    nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
    self(user_data).fail_stream(*stream, "sent more than the 65535 octets of a DNS message");
    return 0;
  }

  static int on_frame(nghttp2_session* session, const nghttp2_frame* frame, void* user_data) {
    if (frame->hd.type == NGHTTP2_GOAWAY) self(user_data).note_goaway(frame->goaway.error_code);
    bool response = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (!response || !(frame->hd.flags & NGHTTP2_FLAG_END_STREAM)) return 0;
    auto* stream = stream_of(session, frame->hd.stream_id);
    if (stream && stream->question) self(user_data).complete(*stream);
    return 0;
  }

  void note_goaway(std::uint32_t code) {
    goaway_ = code;
    complaint_ = "GOAWAY " + code_name(code);
  }

  // What nghttp2 finds wrong with the server.
  static int on_error(nghttp2_session*, int, const char* text, std::size_t size, void* user_data) {
    self(user_data).complaint_ = printable_field({text, size});
    return 0;
  }

  static int on_invalid(nghttp2_session*, const nghttp2_frame*, int why, void* user_data) {
    self(user_data).complaint_ = nghttp2_strerror(why);
    return 0;
  }

  static int on_close(nghttp2_session*, std::int32_t id, std::uint32_t code, void* user_data) {
    auto& framing = self(user_data);
    auto found = framing.streams_.find(id);
    if (found == framing.streams_.end()) return 0;
    auto stream = std::move(found->second);
    framing.streams_.erase(found);
    if (stream->question) framing.settle(*stream, std::unexpected(framing.reset(code)));
    return 0;
  }

  void settle(QueryStream& stream, Result<Reply> reply) {
    auto* question = std::exchange(stream.question, nullptr);
    auto status = stream.response.status;
    if (status != 0) question->exchange.http = HttpInfo{.status = status, .get = server_.http.get};
    question->settle(std::move(reply));
  }

  void fail_stream(QueryStream& stream, const std::string& why) {
    if (stream.question) settle(stream, std::unexpected(bad_response(peer_, why)));
  }

  // A stream that the server did not look at may be asked again on another connection (RFC 9113 section 8.7).
  Error reset(std::uint32_t code) const {
    bool refused = code == NGHTTP2_REFUSED_STREAM;
    if (refused && in_peace()) return ended_early(peer_);
    auto why = refused && goaway_ ? complaint_ : code_name(code);
    return {Error::Kind::http, describe(peer_) + " refused the HTTP/2 request: " + why,
            "try again later, or another server"};
  }

  Result<Reply> read(QueryStream& stream) {
    if (!stream.question->body) return read_response(stream.response, *stream.question, peer_);
    if (auto wrong = unfit(stream.response, peer_)) return std::unexpected(*wrong);
    *stream.question->body = std::move(stream.response.body);
    return Reply();
  }

  void complete(QueryStream& stream) {
    auto reply = read(stream);
    if (reply) ++replies_;
    settle(stream, std::move(reply));
  }

  Server server_;
  Peer peer_;
  std::deque<Pending*> waiting_;
  std::unordered_map<std::int32_t, std::unique_ptr<QueryStream>> streams_;
  std::optional<std::uint32_t> goaway_;
  std::string complaint_ = "it ended";
  Bytes output_;
  unsigned replies_ = 0;
  Traffic sent_;
  Http2Session session_{set, this, max_doh_header_list};  // the last: it calls the others
};

}  // namespace

std::unique_ptr<Framing> http2_framing(const Server& server, const Peer& peer) {
  return std::make_unique<Http2Framing>(server, peer);
}

}  // namespace edig::transport
