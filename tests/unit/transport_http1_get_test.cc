// HTTP/1.1 responses (RFC 9112), as they come and as they should not.
#include <doctest/doctest.h>

#include "transport/http_get.h"

using namespace edig;
using transport::HttpFault;
using transport::HttpResponse;

namespace {

HttpResponse all_of(std::string_view text, bool ends = true) {
  auto get = transport::http1_get("mta-sts.shop.example", "/policy");
  bool more = get->take(as_bytes(text));
  if (more && ends) get->end();
  return get->response();
}

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

}  // namespace

TEST_CASE("HTTP/1.1: the request, once") {
  auto get = transport::http1_get("mta-sts.shop.example", "/policy");
  CHECK(as_text(get->output()).starts_with("GET /policy HTTP/1.1\r\nHost: mta-sts.shop.example\r\n"));
  CHECK(get->output().empty());
}

TEST_CASE("HTTP/1.1: a body of declared length") {
  auto response = all_of(ok + "Content-Length: 5\r\n\r\nhello", false);
  CHECK(response.fault == HttpFault::none);
  CHECK(response.status == 200);
  CHECK(response.content_type == "text/plain");
  CHECK(response.body == "hello");
  CHECK(all_of(ok + "Content-Length: 6\r\n\r\nhello").fault == HttpFault::ended);
  CHECK(all_of(ok + "Content-Length: 0\r\n\r\n", false).body.empty());
}

TEST_CASE("HTTP/1.1: octet by octet, in chunks") {
  auto get = transport::http1_get("mta-sts.shop.example", "/policy");
  bool more = true;
  for (char c :
       ok + "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n") {
    CHECK(more);
    more = get->take(as_bytes(std::string_view(&c, 1)));
  }
  CHECK_FALSE(more);
  CHECK(get->response().body == "hello world");
}

TEST_CASE("HTTP/1.1: a body that the end of the connection ends") {
  CHECK(all_of(ok + "\r\nhello").body == "hello");
  CHECK(all_of(ok + "\r\nhello").fault == HttpFault::none);
  CHECK(all_of(ok).fault == HttpFault::ended);
  CHECK(all_of("").fault == HttpFault::ended);
  CHECK(all_of(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n").fault == HttpFault::ended);
}

TEST_CASE("HTTP/1.1: interim responses come before the one that counts") {
  auto response = all_of("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok + "Content-Length: 2\r\n\r\nhi");
  CHECK(response.status == 200);
  CHECK(response.body == "hi");
}

TEST_CASE("HTTP/1.1: a redirect says where to, fit to print") {
  auto response =
      all_of("HTTP/1.1 301 Moved\r\nLocation: http://169.254.169.254/\x1b\r\nContent-Length: 0\r\n\r\n");
  CHECK(response.status == 301);
  CHECK(response.location == "http://169.254.169.254/?");
}

TEST_CASE("HTTP/1.1: more than 64 kB is too much, however it is declared") {
  CHECK(all_of(ok + "Content-Length: 65536\r\n\r\n" + std::string(65536, 'a')).fault == HttpFault::none);
  CHECK(all_of(ok + "Content-Length: 65537\r\n\r\n").fault == HttpFault::too_large);
  CHECK(all_of(ok + "Content-Length: 18446744073709551615\r\n\r\na").fault == HttpFault::too_large);
  CHECK(all_of(ok + "\r\n" + std::string(65537, 'a')).fault == HttpFault::too_large);
  CHECK(all_of(ok + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\nffffffffffffffff\r\na").fault ==
        HttpFault::too_large);
  CHECK(all_of(ok + "X: " + std::string(20000, 'a')).fault == HttpFault::too_large);
}

TEST_CASE("HTTP/1.1: what is none") {
  CHECK(all_of("SSH-2.0\r\n").fault == HttpFault::malformed);
  CHECK(all_of("HTTP/1.1 abc OK\r\n").fault == HttpFault::malformed);
  CHECK(all_of("HTTP/2.0 200 OK\r\n").fault == HttpFault::malformed);
  CHECK(all_of("HTTP/1.1 200 OK\r\nno colon\r\n").fault == HttpFault::malformed);
  CHECK(all_of("HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n").fault == HttpFault::malformed);
  CHECK(all_of(ok + "Content-Length: -1\r\n\r\n").fault == HttpFault::malformed);
  CHECK(all_of(ok + "Content-Length: 99999999999999999999\r\n\r\n").fault == HttpFault::malformed);
  CHECK(all_of(ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n").fault == HttpFault::malformed);
  CHECK(all_of(ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n").fault == HttpFault::malformed);
}
