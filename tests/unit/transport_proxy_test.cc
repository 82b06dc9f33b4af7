#include <doctest/doctest.h>

#include "transport/proxy.h"

// Octet for octet as section 2.2 of the specification lays the header out: signature, version and command,
// family and carrier, length, source, destination, their ports.

namespace edig::transport {
namespace {

constexpr auto signature = "0d0a0d0a000d0a515549540a";

std::string header(const std::string& source, const std::string& destination, Carrier carrier) {
  Proxy proxy{.ends = Proxy::Ends{{source, 4321}, {destination, 53}}};
  return to_hex(proxy_header(proxy, carrier));
}

}  // namespace

TEST_CASE("proxy: who speaks for itself says LOCAL, and nothing of addresses") {
  CHECK(to_hex(proxy_header({}, Carrier::datagrams)) == std::string(signature) +
                                                            "20"
                                                            "00"
                                                            "0000");
  CHECK(proxy_header({}, Carrier::stream) == proxy_header({}, Carrier::datagrams));
}

TEST_CASE("proxy: source and destination over IPv4") {
  CHECK(header("192.0.2.1", "198.51.100.53", Carrier::datagrams) == std::string(signature) +
                                                                        "21"
                                                                        "12"
                                                                        "000c"
                                                                        "c0000201"
                                                                        "c6336435"
                                                                        "10e1"
                                                                        "0035");
  CHECK(header("192.0.2.1", "198.51.100.53", Carrier::stream) == std::string(signature) +
                                                                     "21"
                                                                     "11"
                                                                     "000c"
                                                                     "c0000201"
                                                                     "c6336435"
                                                                     "10e1"
                                                                     "0035");
}

TEST_CASE("proxy: over IPv6") {
  CHECK(header("2001:db8::1", "2001:db8::53", Carrier::datagrams) == std::string(signature) +
                                                                         "21"
                                                                         "22"
                                                                         "0024"
                                                                         "20010db8000000000000000000000001"
                                                                         "20010db8000000000000000000000053"
                                                                         "10e1"
                                                                         "0035");
  CHECK(header("2001:db8::1", "2001:db8::53", Carrier::stream).substr(24, 8) == "21210024");
}

TEST_CASE("proxy: no header of what is no address, or of two families") {
  CHECK(header("192.0.2.1", "2001:db8::53", Carrier::stream).empty());
  CHECK(header("x", "192.0.2.1", Carrier::stream).empty());
}

}  // namespace edig::transport
