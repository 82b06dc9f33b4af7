#include "diagnosis/asking/special_address.h"

#include <doctest/doctest.h>

using edig::diagnosis::is_private_or_local;

TEST_CASE("private, link-local and loopback addresses are one's own") {
  for (const auto* address : {"10.1.2.3", "172.31.0.1", "192.168.1.1", "127.0.0.53", "169.254.1.1", "::1",
                              "fd00::1", "fe80::1%eth0"})
    CHECK_MESSAGE(is_private_or_local(address), address);
  for (const auto* address :
       {"9.9.9.9", "172.32.0.1", "100.64.0.1", "192.0.2.1", "2001:db8::1", "fec0::1", "dns.example", ""})
    CHECK_MESSAGE(!is_private_or_local(address), address);
}
