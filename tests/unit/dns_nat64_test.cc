#include <doctest/doctest.h>

#include "dns/nat64.h"

using namespace edig;

namespace {

std::vector<std::string> prefixes(const std::vector<std::string>& addresses) {
  dns::Message reply;
  for (const auto& address : addresses)
    reply.answer.push_back(*dns::parse_record("ipv4only.arpa. 300 IN AAAA " + address));
  return dns::nat64_prefixes(reply);
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("NAT64: the prefixes of RFC 6052 section 2.4") {
  CHECK(prefixes({"64:ff9b::192.0.0.170", "64:ff9b::192.0.0.171"}) == Texts{"64:ff9b::/96"});
  CHECK(prefixes({"2001:db8:c000:aa::"}) == Texts{"2001:db8::/32"});
  CHECK(prefixes({"2001:db8:1c0:0:aa::"}) == Texts{"2001:db8:100::/40"});
  CHECK(prefixes({"2001:db8:122:c000:0:aa00::"}) == Texts{"2001:db8:122::/48"});
  CHECK(prefixes({"2001:db8:122:344:c0:0:ab00::"}) == Texts{"2001:db8:122:344::/64"});
  CHECK(prefixes({"2001:db8::1"}).empty());
}
