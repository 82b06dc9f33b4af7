#include <doctest/doctest.h>

#include "transport/doh_request.h"

using namespace edig;
using namespace edig::transport;

TEST_CASE("base64url: RFC 4648 section 10, and the two letters of its own") {
  CHECK(base64url(as_bytes("")) == "");
  CHECK(base64url(as_bytes("f")) == "Zg");
  CHECK(base64url(as_bytes("fo")) == "Zm8");
  CHECK(base64url(as_bytes("foobar")) == "Zm9vYmFy");
  CHECK(base64url(Bytes{0xfb, 0xff}) == "-_8");
}

TEST_CASE("the message of RFC 8484 section 4.1.1") {
  auto message = *from_hex("00000100000100000000000003777777076578616d706c6503636f6d0000010001");
  HttpPolicy get{.path = "/dns-query{?dns}", .get = true};
  CHECK(request_path(get, message) == "/dns-query?dns=AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB");
}

TEST_CASE("the path, with a template and without") {
  auto path = [](std::string text, bool get) { return request_path({std::move(text), get}, as_bytes("f")); };
  CHECK(path("/dns-query", true) == "/dns-query?dns=Zg");
  CHECK(path("/dns-query", false) == "/dns-query");
  CHECK(path("/dns-query{?dns}", false) == "/dns-query");
  CHECK(path("/q?key=1{&dns}", true) == "/q?key=1&dns=Zg");
  CHECK(path("/q?key=1", true) == "/q?key=1&dns=Zg");
  CHECK(path("dns-query", false) == "/dns-query");
  CHECK(path("", false) == "/");
}

TEST_CASE("the authority") {
  Server server{.host = "dns.example", .protocol = Protocol::https, .port = 443, .tls = {}, .http = {}};
  CHECK(authority(server) == "dns.example");
  server.port = 8443;
  CHECK(authority(server) == "dns.example:8443");
  server.host = "2001:db8::1";
  CHECK(authority(server) == "[2001:db8::1]:8443");
  server.tls.hostname = "dns.example";
  CHECK(authority(server) == "dns.example:8443");
}
