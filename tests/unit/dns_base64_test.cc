#include "dns/base64.h"

#include <doctest/doctest.h>

using edig::Bytes;
using edig::dns::from_base64;
using edig::dns::from_base64url;

TEST_CASE("base64") {
  CHECK(from_base64("AQL/") == Bytes{1, 2, 0xff});
  CHECK(from_base64("AQ==") == Bytes{1});
  for (const auto* wrong : {"", "A", "A!==", "AQL_"}) CHECK_MESSAGE(!from_base64(wrong), wrong);
}

TEST_CASE("base64url: two digits of its own, and padding as one likes") {
  CHECK(from_base64url("AQL_") == Bytes{1, 2, 0xff});
  CHECK(from_base64url("-w") == Bytes{0xfb});
  CHECK(from_base64url("-w==") == Bytes{0xfb});
  for (const auto* wrong : {"", "A", "AQL/", "+w", "-w=A", "a b"})
    CHECK_MESSAGE(!from_base64url(wrong), wrong);
}
