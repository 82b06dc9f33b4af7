#include <doctest/doctest.h>

#include "diagnosis/asking/hints.h"
#include "diagnosis/asking/special_address.h"
#include "diagnosis/validation/algorithms.h"
#include "diagnosis/validation/anchors.h"
#include "dns/dnssec.h"

using namespace edig;
using diagnosis::Anchors;

namespace {
constexpr auto key20326 =
    "AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/"
    "4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQlNVz8Og8kvArMt"
    "NROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/"
    "b58Da+sqqls3eNbuv7pr+eoZG+SrDK"
    "6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/"
    "ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=";

std::uint16_t tag(const dns::Record& record) {
  if (auto ds = dns::read_ds(record)) return ds->key_tag;
  return dns::read_dnskey(record)->key_tag;
}
}  // namespace

TEST_CASE("the root's trust anchors are built in") {
  auto anchors = Anchors::root();
  REQUIRE(anchors.records.size() == 2);
  CHECK(tag(anchors.records[0]) == 20326);
  CHECK(tag(anchors.records[1]) == 38696);
  CHECK(anchors.closest(*dns::Name::parse("www.example.")) == dns::Name());
}

TEST_CASE("trust anchors in zone-file form, several, at any name") {
  auto anchors =
      Anchors::parse(std::string("; a comment\nexample. IN DS 1 13 2 (\n 00112233445566778899aabbccddeeff\n"
                                 " 00112233445566778899aabbccddeeff )\n. IN DNSKEY 257 3 8 ") +
                     key20326 + " ; keytag 20326\n");
  REQUIRE(anchors);
  CHECK(anchors->records.size() == 2);
  CHECK(anchors->closest(*dns::Name::parse("a.example."))->text() == "example.");
  CHECK(anchors->closest(*dns::Name::parse("a.test."))->is_root());
  CHECK(tag(anchors->at(dns::Name())[0]) == 20326);
}

TEST_CASE("trust anchors in BIND's form") {
  auto anchors =
      Anchors::parse(std::string("# bind.keys\ntrust-anchors {\n  // old\n  . initial-key 257 3 8 \"") +
                     std::string(key20326).substr(0, 40) + "\n   " + std::string(key20326).substr(40) +
                     "\";\n  example. static-ds 7 13 2 \"00112233445566778899AABBCCDDEEFF"
                     "00112233445566778899AABBCCDDEEFF\"; /* end */ };\n");
  REQUIRE(anchors);
  REQUIRE(anchors->records.size() == 2);
  CHECK(tag(anchors->records[0]) == 20326);
  CHECK(anchors->records[1].owner.text() == "example.");
  CHECK(Anchors::parse(std::string("trusted-keys { \".\" 257 3 8 \"") + key20326 + "\"; };"));
}

TEST_CASE("trust anchors in Unbound's forms") {
  auto line = Anchors::parse(
      "server:\n  trust-anchor: \". DS 20326 8 2 "
      "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\"\n");
  REQUIRE(line);
  CHECK(tag(line->records[0]) == 20326);
  auto state = [](const char* number) {
    return std::string(". 172800 IN DNSKEY 257 3 8 ") + key20326 +
           " ;{id = 20326 (ksk), size = 2048b} ;;state=" + number + " [ X ] ;;count=0\n";
  };
  CHECK(Anchors::parse("; autotrust trust anchor file\n;;id: . 1\n" + state("2")));
  CHECK_FALSE(Anchors::parse(state("1")));
}

TEST_CASE("what is no trust anchor is refused") {
  CHECK_FALSE(Anchors::parse(""));
  CHECK_FALSE(Anchors::parse("www.example. IN A 192.0.2.1\n"));
  CHECK_FALSE(Anchors::parse("nonsense"));
}

TEST_CASE("what stands beside trust anchors is not looked at, and of what is wrong the line is named") {
  constexpr std::string_view ds =
      " DS 1 13 2 0011223344556677889900112233445566778899001122334455667788990011\n";
  // ldns loses memory where it cannot read a type such as IPSECKEY.
  auto beside = Anchors::parse("a. IPSECKEY 10 1 2 192.0.2.1 no.base64.\na. IN 60" + std::string(ds));
  REQUIRE(beside);
  CHECK(beside->records.size() == 1);
  auto relative = Anchors::parse("$ORIGIN example.\n$TTL 60\na TXT \"(;\" (\n\"b\" )\n" + std::string(ds) +
                                 "@" + std::string(ds));
  REQUIRE(relative);
  REQUIRE(relative->records.size() == 2);
  CHECK(relative->records[0].owner.text() == "a.example.");
  CHECK(relative->records[0].ttl == 60);
  CHECK(relative->records[1].owner.text() == "example.");
  CHECK(Anchors::parse("; none\n\n. DS 1 13 (\n2 zz )\n\n\n")
            .error()
            .text.starts_with("line 4: not a resource"));
  CHECK(Anchors::parse(". DSS 1 13 2 00\n").error().text == "line 1: an unknown type");
  CHECK(Anchors::parse(". DS ( 1 13 2 00\n").error().text == "line 1: a parenthesis is missing");
  CHECK(Anchors::parse("\n$INCLUDE /etc/passwd\n").error().text == "line 2: $INCLUDE is not read");
}

TEST_CASE("root hints") {
  CHECK(diagnosis::RootHints::built_in().records.size() == 39);
  CHECK_FALSE(diagnosis::RootHints::parse(". 1 IN NS a.test.\n"));
  CHECK_FALSE(diagnosis::RootHints::parse(". 1 IN NS\na.test. 1 IN A 127.0.0.1\n"));
  CHECK(diagnosis::RootHints::parse(". 1 IN NS a.test.\na.test. 1 IN A 127.0.0.1\n"));
}

TEST_CASE("special addresses") {
  using diagnosis::special_address;
  CHECK(special_address("10.1.2.3").value().text(ede::Language::en) == "a private address (RFC 1918)");
  CHECK(special_address("172.31.255.255"));
  CHECK_FALSE(special_address("172.32.0.0"));
  CHECK(special_address("255.255.255.255").value().text(ede::Language::en) ==
        "the limited broadcast address (RFC 919)");
  CHECK(special_address("::ffff:192.0.2.1").value().text(ede::Language::en) ==
        "an IPv4-mapped address (RFC 4291)");
  CHECK(special_address("::1").value().text(ede::Language::en) == "the loopback address (RFC 4291)");
  CHECK(special_address("c000:201::"));
  CHECK_FALSE(special_address("2606:4700::1"));
  CHECK_FALSE(special_address("8.8.8.8"));
  CHECK_FALSE(special_address("no address"));
}

TEST_CASE("algorithms and digests") {
  using namespace diagnosis;
  CHECK(algorithm_support(13) == Support::yes);
  CHECK(algorithm_support(5) == Support::fading);
  for (std::uint8_t number : std::initializer_list<std::uint8_t>{0, 1, 3, 6, 12, 100, 200, 255})
    CHECK(algorithm_support(number) == Support::no);
  for (std::uint8_t number : std::initializer_list<std::uint8_t>{17, 18, 23, 253, 254})
    CHECK(algorithm_support(number) == Support::others);
  CHECK(algorithm_text(0) == "DELETE");
  CHECK(algorithm_text(18) == "MLDSA44");
  CHECK(algorithm_text(100) == "algorithm 100 (unassigned)");
  CHECK(algorithm_text(200) == "algorithm 200 (reserved)");
  CHECK(digest_support(1) == Support::fading);
  CHECK(digest_support(3) == Support::no);
  CHECK(is_for_others(18, 2));
  CHECK(is_for_others(13, 6));
  CHECK_FALSE(is_for_others(13, 2));
  CHECK_FALSE(is_for_others(18, 3));
}

TEST_CASE("anchors: a TTL that is a type makes no other record of a DS") {
  CHECK_FALSE(diagnosis::Anchors::parse("$TTL TXT 3600\n. DS 1 8 2 00\n").has_value());
}
