#include <doctest/doctest.h>
#include <nghttp2/nghttp2.h>

#include <deque>
#include <map>

#include "transport_question.h"

using namespace edig;
using namespace edig::transport;

namespace {

// The server's end: nghttp2 itself, told what to answer.
class DohServer {
 public:
  struct Request {
    std::string method, path;
    Bytes body;
    bool complete = false;
  };

  explicit DohServer(std::uint32_t streams_allowed = 0) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_server_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_settings_entry limit{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, streams_allowed};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &limit, streams_allowed ? 1 : 0);
  }
  ~DohServer() { nghttp2_session_del(session_); }
  DohServer(const DohServer&) = delete;
  DohServer& operator=(const DohServer&) = delete;

  void answer(std::int32_t id, Bytes message, std::string_view status = "200",
              std::string_view content_type = "application/dns-message") {
    auto& body = bodies_[id] = std::move(message);
    nghttp2_nv fields[] = {field(":status", status), field("content-type", content_type)};
    nghttp2_data_provider provider{.source = {.ptr = &body}, .read_callback = read_body};
    nghttp2_submit_response(session_, id, fields, 2, &provider);
  }
  // The query as the answer to itself.
  void echo(std::int32_t id) {
    auto message = requests.at(id).body;
    message[2] |= 0x80;
    answer(id, message);
  }
  void refuse(std::int32_t id) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_REFUSED_STREAM);
  }
  void go_away(std::int32_t last, std::uint32_t code) {
    nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, last, code, nullptr, 0);
  }

  // All there is to say on both sides, until both are silent. Whether the framing still takes what comes.
  bool talk(Framing& framing) {
    for (;;) {
      auto there = framing.output();
      if (!there.empty()) REQUIRE(nghttp2_session_mem_recv(session_, there.data(), there.size()) >= 0);
      Bytes back;
      const std::uint8_t* data = nullptr;
      for (ssize_t size; (size = nghttp2_session_mem_send(session_, &data)) > 0;)
        back.insert(back.end(), data, data + size);
      if (there.empty() && back.empty()) return true;
      if (!back.empty() && !framing.take(back)) return false;
    }
  }

  std::vector<std::int32_t> open() const {
    std::vector<std::int32_t> ids;
    for (const auto& [id, request] : requests)
      if (request.complete && !bodies_.contains(id)) ids.push_back(id);
    return ids;
  }

  std::map<std::int32_t, Request> requests;

 private:
  static nghttp2_nv field(std::string_view name, std::string_view value) {
    auto bytes = [](std::string_view text) {
      return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
    };
    return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
  }
  static DohServer& self(void* user_data) { return *static_cast<DohServer*>(user_data); }
  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                       void* user_data) {
    auto& request = self(user_data).requests[frame->hd.stream_id];
    std::string text(value, value + value_size);
    if (std::string(name, name + name_size) == ":method") request.method = text;
    if (std::string(name, name + name_size) == ":path") request.path = text;
    return 0;
  }
  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data,
                     std::size_t size, void* user_data) {
    auto& body = self(user_data).requests[id].body;
    body.insert(body.end(), data, data + size);
    return 0;
  }
  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user_data) {
    if (frame->hd.flags & NGHTTP2_FLAG_END_STREAM && frame->hd.type <= NGHTTP2_HEADERS)
      self(user_data).requests[frame->hd.stream_id].complete = true;
    return 0;
  }
  static ssize_t read_body(nghttp2_session*, std::int32_t, std::uint8_t* buffer, std::size_t room,
                           std::uint32_t* flags, nghttp2_data_source* source, void*) {
    auto& body = *static_cast<Bytes*>(source->ptr);
    auto size = std::min(room, body.size());
    std::copy_n(body.begin(), size, buffer);
    body.erase(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
    if (body.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }

  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, Bytes> bodies_;
};

// A frame of the server's (RFC 9113 section 4.1).
Bytes frame(std::uint8_t type, std::uint32_t stream_id, const Bytes& payload, std::uint8_t flags = 0) {
  auto octet = [](std::size_t value) { return static_cast<std::uint8_t>(value); };
  Bytes bytes{0,
              octet(payload.size() >> 8),
              octet(payload.size()),
              type,
              flags,
              0,
              0,
              0,
              octet(static_cast<std::size_t>(stream_id))};
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

std::unique_ptr<Framing> framing_to_server(bool get = false) {
  Server server;
  server.protocol = Protocol::https;
  server.http.get = get;
  return http2_framing(server, {});
}

}  // namespace

TEST_CASE("HTTP/2: replies in any order find their questions, and the query's ID is 0") {
  DohServer server;
  auto framing = framing_to_server();
  Question first("a.example."), second("b.example.");
  framing->put(first.pending);
  framing->put(second.pending);
  REQUIRE(server.talk(*framing));
  REQUIRE(server.open() == std::vector{1, 3});
  CHECK(server.requests[1].method == "POST");
  CHECK(server.requests[1].body == first.exchange.sent);
  CHECK(first.exchange.sent[0] == 0);
  CHECK(first.exchange.sent[1] == 0);

  server.echo(3);
  REQUIRE(server.talk(*framing));
  CHECK(second.exchange.reply);
  CHECK(second.exchange.http->status == 200);
  CHECK(first.settled == 0);
  server.echo(1);
  REQUIRE(server.talk(*framing));
  CHECK(first.exchange.reply);
  CHECK(framing->replies() == 2);
}

TEST_CASE("HTTP/2: GET carries the query in the path") {
  DohServer server;
  auto framing = framing_to_server(true);
  Question question("a.example.");
  framing->put(question.pending);
  REQUIRE(server.talk(*framing));
  CHECK(server.requests[1].method == "GET");
  CHECK(server.requests[1].path.starts_with("/dns-query?dns=AAA"));
  CHECK(server.requests[1].body.empty());
}

TEST_CASE("HTTP/2: no more streams are open than the server allows, nor more than a hundred") {
  std::uint32_t allowed = 0;  // as many as you like
  SUBCASE("any number") {}
  SUBCASE("few") { allowed = 7; }
  SUBCASE("very many") { allowed = 65535; }
  DohServer server(allowed);
  auto framing = framing_to_server();
  REQUIRE(server.talk(*framing));  // its settings
  std::deque<Question> questions;
  for (int i = 0; i < 250; ++i) framing->put(questions.emplace_back("a.example.").pending);
  std::size_t bound = allowed == 7 ? 7 : 100, rounds = 0;
  for (; framing->replies() < questions.size() && rounds < 250; ++rounds) {
    REQUIRE(server.talk(*framing));
    auto open = server.open();
    REQUIRE(open.size() <= bound);
    for (auto id : open) server.echo(id);
  }
  CHECK(framing->replies() == questions.size());
  CHECK(rounds == (questions.size() + bound - 1) / bound + 1);
}

TEST_CASE("HTTP/2: a stream that the server did not look at may be asked again elsewhere") {
  DohServer server;
  auto framing = framing_to_server();
  Question first("a.example."), second("b.example."), third("c.example.");
  framing->put(first.pending);
  framing->put(second.pending);
  REQUIRE(server.talk(*framing));
  server.echo(1);
  REQUIRE(server.talk(*framing));

  SUBCASE("refused with a connection that ends in peace: as if it had been closed") {
    server.go_away(1, NGHTTP2_NO_ERROR);
    server.talk(*framing);
    REQUIRE(second.settled == 1);
    CHECK(second.exchange.reply.error().kind == Error::Kind::closed);
    CHECK(!framing->accepts());
  }
  SUBCASE("ended in anger: the server's reason is told") {
    server.go_away(1, NGHTTP2_ENHANCE_YOUR_CALM);
    server.talk(*framing);
    REQUIRE(second.settled == 1);
    CHECK(second.exchange.reply.error().kind == Error::Kind::http);
    CHECK(second.exchange.reply.error().text.find("ENHANCE_YOUR_CALM") != std::string::npos);
  }
  SUBCASE("one stream reset: that question alone fails") {
    framing->put(third.pending);
    REQUIRE(server.talk(*framing));
    server.refuse(3);
    REQUIRE(server.talk(*framing));
    CHECK(!second.exchange.reply);
    CHECK(second.settled == 1);
    CHECK(third.settled == 0);
    server.echo(5);
    REQUIRE(server.talk(*framing));
    CHECK(third.exchange.reply);
  }
}

TEST_CASE("HTTP/2: what is no DNS message is an error, and the connection serves on") {
  DohServer server;
  auto framing = framing_to_server();
  Question odd("a.example."), good("b.example.");
  framing->put(odd.pending);
  framing->put(good.pending);
  REQUIRE(server.talk(*framing));
  SUBCASE("another status") { server.answer(1, {}, "404"); }
  SUBCASE("another content type") { server.answer(1, odd.exchange.sent, "200", "text/html"); }
  SUBCASE("a message cut short") { server.answer(1, Bytes(11)); }
  SUBCASE("more than a DNS message holds") { server.answer(1, Bytes(65536)); }
  server.echo(3);
  REQUIRE(server.talk(*framing));
  CHECK(odd.settled == 1);
  CHECK(!odd.exchange.reply);
  CHECK(good.exchange.reply);
}

TEST_CASE("HTTP/2: a server that does not read what it has edig say is left, long before memory is") {
  auto framing = framing_to_server();
  Question question("a.example.");
  framing->put(question.pending);
  framing->output();
  REQUIRE(framing->take(frame(NGHTTP2_SETTINGS, 0, {})));
  auto again = frame(NGHTTP2_PING, 0, Bytes(8));
  SUBCASE("PING") {}
  SUBCASE("SETTINGS") { again = frame(NGHTTP2_SETTINGS, 0, {}); }
  unsigned taken = 0;
  Result<void> well;
  for (; well && taken < 100000; ++taken) well = framing->take(again);
  CHECK(taken < 8000);
  REQUIRE(!well);
  CHECK(well.error().kind == Error::Kind::http);
  framing->end(well.error());
  CHECK(question.settled == 1);

  auto patient = framing_to_server();
  REQUIRE(patient->take(frame(NGHTTP2_SETTINGS, 0, {})));
  for (int i = 0; i < 20000; ++i) {
    REQUIRE(patient->take(frame(NGHTTP2_PING, 0, Bytes(8))));
    patient->output();
  }
}

TEST_CASE("HTTP/2: header fields have a bound over all header blocks of a response") {
  auto framing = framing_to_server();
  Question question("a.example."), other("b.example.");
  framing->put(question.pending);
  framing->put(other.pending);
  while (!framing->output().empty()) {
  }
  REQUIRE(framing->take(frame(NGHTTP2_SETTINGS, 0, {})));
  const Bytes informational = {0x08, 3, '1', '0', '3'};  // RFC 7541: ":status: 103", not for the table
  unsigned taken = 0;
  for (; question.settled == 0 && taken < 1000; ++taken)
    REQUIRE(framing->take(frame(NGHTTP2_HEADERS, 1, informational, NGHTTP2_FLAG_END_HEADERS)));
  CHECK(taken == 16384 / (7 + 3 + 32) + 1);
  REQUIRE(!question.exchange.reply);
  CHECK(question.exchange.reply.error().text.find("header fields") != std::string::npos);
  CHECK(other.settled == 0);
  CHECK(framing->take(frame(NGHTTP2_HEADERS, 1, informational, NGHTTP2_FLAG_END_HEADERS)));
  CHECK(question.settled == 1);
}

TEST_CASE("HTTP/2: queries that have gone out are counted, not what carries them") {
  bool get = false;
  SUBCASE("POST") {}
  SUBCASE("GET") { get = true; }
  DohServer server(1);
  auto framing = framing_to_server(get);
  Question first("a.example."), second("b.example.");
  REQUIRE(server.talk(*framing));  // settings, and no question yet
  CHECK(framing->sent() == Traffic{});
  framing->put(first.pending);
  framing->put(second.pending);
  REQUIRE(server.talk(*framing));
  CHECK(framing->sent() == Traffic{1, first.exchange.sent.size(), 0});  // one stream at a time
}
