// One GET over HTTP/2 (RFC 9113): frames as they come, and as they should not.
#include <doctest/doctest.h>

#include "transport/http_get.h"

using namespace edig;
using transport::HttpFault;
using transport::HttpResponse;

namespace {

enum Type : char { data, headers, rst_stream = 3, settings, push_promise, ping, goaway };
constexpr char end_stream = 1, end_headers = 4;

std::string frame(Type type, char flags, char stream, const std::string& payload) {
  auto octet = [&](unsigned shift) { return static_cast<char>(payload.size() >> shift & 0xff); };
  return std::string{octet(16), octet(8), octet(0), type, flags, 0, 0, 0, stream} + payload;
}

std::string code(char value) { return {0, 0, 0, value}; }

// A field without compression (RFC 7541 section 6.2.2).
std::string field(const std::string& name, const std::string& value) {
  return std::string(1, '\0') + static_cast<char>(name.size()) + name + static_cast<char>(value.size()) +
         value;
}

const std::string ok = std::string("\x88") + field("content-type", "text/plain");  // ":status: 200"
const std::string begin = frame(settings, 0, 0, "");
const std::string head = begin + frame(headers, end_headers, 1, ok);

HttpResponse all_of(const std::string& frames, bool ends = true) {
  auto get = transport::http2_get("mta-sts.shop.example", "/policy");
  CHECK(as_text(get->output()).starts_with("PRI * HTTP/2.0"));
  bool more = true;
  for (char octet : frames)
    if (more) more = get->take(as_bytes(std::string_view(&octet, 1)));
  if (more && ends) get->end();
  return get->response();
}

HttpFault fault(const std::string& frames) { return all_of(frames).fault; }

}  // namespace

TEST_CASE("HTTP/2: a response, octet by octet") {
  auto response = all_of(head + frame(data, 0, 1, "hel") + frame(data, end_stream, 1, "lo"), false);
  CHECK(response.fault == HttpFault::none);
  CHECK(response.status == 200);
  CHECK(response.content_type == "text/plain");
  CHECK(response.body == "hello");
  CHECK(all_of(begin + frame(headers, end_headers | end_stream, 1, ok), false).body.empty());
}

TEST_CASE("HTTP/2: interim responses come before the one that counts, trailers behind it") {
  auto early = frame(headers, end_headers, 1, field(":status", "103") + field("location", "/early"));
  auto trailer = frame(headers, end_headers | end_stream, 1, field("content-type", "text/html"));
  auto response =
      all_of(begin + early + frame(headers, end_headers, 1, ok) + frame(data, 0, 1, "hi") + trailer, false);
  CHECK(response.fault == HttpFault::none);
  CHECK(response.status == 200);
  CHECK(response.location.empty());
  CHECK(response.content_type == "text/plain");
  CHECK(response.body == "hi");
}

TEST_CASE("HTTP/2: a redirect says where to, fit to print") {
  auto moved = field(":status", "301") + field("location", "http://169.254.169.254/\xc3");
  auto response = all_of(begin + frame(headers, end_headers | end_stream, 1, moved), false);
  CHECK(response.status == 301);
  CHECK(response.location == "http://169.254.169.254/?");
}

TEST_CASE("HTTP/2: what breaks off") {
  CHECK(fault("") == HttpFault::ended);
  CHECK(fault(head) == HttpFault::ended);
  CHECK(fault(head + frame(data, 0, 1, "hel")) == HttpFault::ended);
  CHECK(fault(head + frame(rst_stream, 0, 1, code(8))) == HttpFault::ended);
  CHECK(fault(begin + frame(rst_stream, 0, 1, code(7))) == HttpFault::ended);
  CHECK(fault(begin + frame(goaway, 0, 0, code(0) + code(0))) == HttpFault::ended);
  CHECK(fault(begin + frame(goaway, 0, 0, code(1) + code(0))) == HttpFault::ended);
}

TEST_CASE("HTTP/2: a server that goes away may end what it has begun") {
  auto leaving = begin + frame(goaway, 0, 0, code(1) + code(0));
  auto response =
      all_of(leaving + frame(headers, end_headers, 1, ok) + frame(data, end_stream, 1, "hi"), false);
  CHECK(response.fault == HttpFault::none);
  CHECK(response.body == "hi");
}

TEST_CASE("HTTP/2: more than 64 kB is too much, in whichever frames") {
  auto times = [](int count, const std::string& text) {
    std::string all;
    for (int i = 0; i < count; ++i) all += text;
    return all;
  };
  CHECK(fault(head + times(4, frame(data, 0, 1, std::string(16384, 'a'))) + frame(data, end_stream, 1, "")) ==
        HttpFault::none);
  CHECK(fault(head + times(5, frame(data, 0, 1, std::string(16384, 'a')))) == HttpFault::too_large);
  CHECK(fault(head + times(40000, frame(data, 0, 1, ""))) == HttpFault::too_large);
  auto early = frame(headers, end_headers, 1, field(":status", "103") + field("x", std::string(100, 'a')));
  CHECK(fault(begin + times(200, early)) == HttpFault::too_large);
  CHECK(fault(begin + times(40000, frame(ping, 1, 0, std::string(8, '\0')))) == HttpFault::too_large);
}

TEST_CASE("HTTP/2: what is none") {
  CHECK(fault("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") == HttpFault::malformed);
  CHECK(fault(begin + frame(data, 0, 1, "hello")) != HttpFault::none);
  CHECK(fault(begin + frame(headers, end_headers, 1, "\xff\xff\xff\xff\xff")) != HttpFault::none);
  CHECK(fault(begin + frame(headers, end_headers | end_stream, 1, field("x", "y"))) != HttpFault::none);
  CHECK(fault(begin + frame(push_promise, end_headers, 1, code(2) + ok)) != HttpFault::none);
}
