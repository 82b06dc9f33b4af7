#include <doctest/doctest.h>

#include "transport/failure.h"
#include "transport/resolver.h"

using namespace edig;
using namespace edig::transport;

namespace {

std::string in_turn(std::initializer_list<const char*> addresses) {
  Addresses parsed;
  for (const auto* address : addresses) parsed.push_back(*parse_address(address));
  std::string text;
  for (const auto& address : interleave(parsed)) text += address.to_string() + " ";
  return text;
}

}  // namespace

TEST_CASE("the families take turns, beginning with the first") {
  CHECK(in_turn({"::1", "::2", "192.0.2.1", "192.0.2.2"}) == "::1 192.0.2.1 ::2 192.0.2.2 ");
  CHECK(in_turn({"192.0.2.1", "::1", "::2", "::3"}) == "192.0.2.1 ::1 ::2 ::3 ");
  CHECK(in_turn({"192.0.2.1"}) == "192.0.2.1 ");
  CHECK(interleave({}).empty());
}

TEST_CASE("addresses and names") {
  CHECK(parse_address("192.0.2.1"));
  CHECK(parse_address("2001:db8::1"));
  CHECK(!parse_address("[2001:db8::1]"));
  CHECK(!parse_address("192.0.2"));
  CHECK(!parse_address("dns.example"));
  CHECK(!parse_address(""));
}

TEST_CASE("how a peer is called") {
  CHECK(describe({"192.0.2.1", 53, "", Protocol::udp}) == "192.0.2.1 port 53 (UDP)");
  CHECK(describe({"192.0.2.1", 853, "dns.example", Protocol::tls}) ==
        "dns.example (192.0.2.1) port 853 (TLS)");
  CHECK(describe({"", 443, "dns.example", Protocol::https}) == "dns.example port 443 (HTTPS)");
}

TEST_CASE("durations") {
  using std::chrono::milliseconds;
  CHECK(duration_text(milliseconds(5000)) == "5 s");
  CHECK(duration_text(milliseconds(1500)) == "1.5 s");
  CHECK(duration_text(milliseconds(300)) == "300 ms");
}

TEST_CASE("what a socket's error means") {
  Peer peer{"2001:db8::1", 853, "", Protocol::tls};
  CHECK(socket_failure(peer, ECONNREFUSED).text == "nothing listens on 2001:db8::1 port 853 (TLS)");
  CHECK(socket_failure(peer, ECONNREFUSED).kind == Error::Kind::refused);
  CHECK(socket_failure(peer, ENETUNREACH).kind == Error::Kind::unreachable);
  CHECK(socket_failure(peer, ENETUNREACH).hint.find("-4") != std::string::npos);
  CHECK(socket_failure(peer, ETIMEDOUT).kind == Error::Kind::timeout);
  CHECK(socket_failure(peer, ECONNRESET).kind == Error::Kind::reset);
}

TEST_CASE("of thousands of addresses only the first are tried, of both families") {
  Addresses many;
  for (int i = 0; i < 4000; ++i) many.push_back(*parse_address("192.0.2." + std::to_string(i % 250)));
  many.push_back(*parse_address("2001:db8::1"));
  auto tried = interleave(many);
  CHECK(tried.size() == max_addresses);
  CHECK(tried[1].is_v6());
}
