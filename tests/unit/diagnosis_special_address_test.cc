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

TEST_CASE("what is within reach: public addresses, those of networks as well, or all") {
  using edig::diagnosis::is_within;
  using enum edig::diagnosis::Reach;
  for (const auto* address : {"9.9.9.9", "2620:fe::fe", "64:ff9b::909:909", "2002:909:909::1"})
    CHECK_MESSAGE(is_within(internet, address), address);
  for (const auto* address : {"10.1.2.3", "192.168.1.1", "100.64.0.1", "192.0.2.1", "fd00::1", "2001:db8::1",
                              "64:ff9b::a01:203", "2002:c0a8:101::1", "4000::1"}) {
    CHECK_MESSAGE(!is_within(internet, address), address);
    CHECK_MESSAGE(is_within(networks, address), address);
  }
  for (const auto* address :
       {"127.0.0.1", "::1", "169.254.169.254", "::ffff:9.9.9.9", "64:ff9b::7f00:1", "224.0.0.1"}) {
    CHECK_MESSAGE(!is_within(networks, address), address);
    CHECK_MESSAGE(is_within(anywhere, address), address);
  }
}
