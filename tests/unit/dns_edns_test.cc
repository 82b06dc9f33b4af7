#include "dns/edns.h"

#include <doctest/doctest.h>

using namespace edig;
using namespace edig::dns;
using namespace std::string_literals;

namespace {

using Codes = std::initializer_list<std::uint16_t>;

std::optional<std::string> text(std::uint16_t code, std::string_view hex) {
  return option_text({.code = code, .data = from_hex(hex).value()});
}

std::optional<std::string> text_of(std::uint16_t code, std::string_view data) {
  auto bytes = as_bytes(data);
  return option_text({.code = code, .data = Bytes(bytes.begin(), bytes.end())});
}

}  // namespace

TEST_CASE("EDNS: the first option of a code") {
  Edns edns;
  CHECK(edns.find(option::nsid) == nullptr);
  edns.options = {{.code = 10, .data = {1}}, {.code = 3, .data = {2}}, {.code = 3, .data = {3}}};
  CHECK(edns.find(option::nsid) == &edns.options[1]);
  CHECK(edns.find(option::padding) == nullptr);
}

TEST_CASE("EDNS: option names") {
  CHECK(option_name(1) == "LLQ");
  CHECK(option_name(option::nsid) == "NSID");
  CHECK(option_name(option::client_subnet) == "EDNS-CLIENT-SUBNET");
  CHECK(option_name(option::extended_error) == "EXTENDED-DNS-ERROR");
  CHECK(option_name(option::structured_error) == "STRUCTURED-DNS-ERROR");
  CHECK(option_name(26946) == "DEVICEID");
  CHECK(option_name(4) == "OPT4");
  CHECK(option_name(65001) == "OPT65001");
}

TEST_CASE("EDNS: option codes by name, other name and number") {
  CHECK(parse_option_code("NSID") == 3);
  CHECK(parse_option_code("nsid") == 3);
  CHECK(parse_option_code("ecs") == 8);
  CHECK(parse_option_code("Client-Subnet") == 8);
  CHECK(parse_option_code("SUBNET") == 8);
  CHECK(parse_option_code("edns-client-subnet") == 8);
  CHECK(parse_option_code("cookie") == 10);
  CHECK(parse_option_code("keepalive") == 11);
  CHECK(parse_option_code("ede") == 15);
  CHECK(parse_option_code("0") == 0);
  CHECK(parse_option_code("65535") == 65535);
  CHECK(parse_option_code("OPT65001") == 65001);
  CHECK(parse_option_code("opt3") == 3);
  for (auto bad : {"", "nsi", "nsid ", "65536", "-1", "0x3", "3a", "opt", "OPT 3", "ECS CLIENT-SUBNET", "8 "})
    CHECK_FALSE_MESSAGE(parse_option_code(bad), bad);
}

TEST_CASE("EDNS: every name is read back as its code") {
  for (std::uint16_t code = 0; code < 100; ++code) CHECK(parse_option_code(option_name(code)) == code);
}

TEST_CASE("EDNS: NSID is text where it is printable") {
  CHECK(text_of(3, "ns1.fra") == "ns1.fra");
  CHECK_FALSE(text_of(3, "\x01\x02"));
  CHECK_FALSE(text_of(3, "caf\xc3\xa9"));
  CHECK_FALSE(text_of(3, "a\x7f"));
  CHECK_FALSE(text_of(3, ""));
}

TEST_CASE("EDNS: COOKIE") {
  CHECK(text(10, "0102030405060708") == "client 0102030405060708");
  CHECK(text(10, "0102030405060708a1a2a3a4a5a6a7a8") == "client 0102030405060708, server a1a2a3a4a5a6a7a8");
  CHECK(text(10, std::string(80, 'a')) ==
        "client " + std::string(16, 'a') + ", server " + std::string(64, 'a'));
  CHECK_FALSE(text(10, ""));
  CHECK_FALSE(text(10, "01020304050607"));
  CHECK_FALSE(text(10, "0102030405060708a1a2a3a4a5a6a7"));
  CHECK_FALSE(text(10, std::string(82, 'a')));
}

TEST_CASE("EDNS: client subnet") {
  CHECK(text(8, "00011800c00002") == "192.0.2.0/24/0");
  CHECK(text(8, "00012018c0000201") == "192.0.2.1/32/24");
  CHECK(text(8, "00010000") == "0.0.0.0/0/0");
  CHECK(text(8, "00011400c00010") == "192.0.16.0/20/0");
  CHECK(text(8, "0002383020010db8000100") == "2001:db8:1::/56/48");
  CHECK(text(8,
             "00028080"
             "20010db8000000000000000000000001") == "2001:db8::1/128/128");
  CHECK(text(8, "00000000") == "0/0/0");
}

TEST_CASE("EDNS: malformed client subnets") {
  for (auto bad :
       {"", "0001", "000118", "00011800c000", "00011800c0000200", "00011400c0001f", "00012100c000020100",
        "00011821c00002", "00030000", "0000180001", "00001800", "0000000000", "00028100", "00010000c0"})
    CHECK_FALSE_MESSAGE(text(8, bad), bad);
}

TEST_CASE("EDNS: EXPIRE") {
  CHECK(text(9, "00093a80") == "604800 seconds");
  CHECK(text(9, "00000001") == "1 second");
  CHECK_FALSE(text(9, ""));
  CHECK_FALSE(text(9, "00093a"));
  CHECK_FALSE(text(9, "00093a8000"));
}

TEST_CASE("EDNS: TCP keepalive in units of 100 ms") {
  CHECK(text(11, "012c") == "30.0 seconds");
  CHECK(text(11, "0007") == "0.7 seconds");
  CHECK(text(11, "ffff") == "6553.5 seconds");
  CHECK_FALSE(text(11, ""));
  CHECK_FALSE(text(11, "01"));
  CHECK_FALSE(text(11, "012c00"));
}

TEST_CASE("EDNS: PADDING") {
  CHECK(text(12, "") == "0 octets");
  CHECK(text(12, "00") == "1 octet");
  CHECK(text(12, "000000") == "3 octets");
}

TEST_CASE("EDNS: REPORT-CHANNEL and CHAIN are domain names") {
  for (auto code : Codes{13, 18}) {
    CHECK(text(code, "00") == ".");
    CHECK(text(code,
               "056167656e7407657861"
               "6d706c6500") == "agent.example.");
    CHECK(text(code, "03611b6200") == "a\\027b.");
    CHECK_FALSE(text(code, ""));
    CHECK_FALSE(text(code, "0561"));
    CHECK_FALSE(text(code, "0161"));
    CHECK_FALSE(text(code, "016100ff"));
    CHECK_FALSE(text(code, "c00c"));
  }
}

TEST_CASE("EDNS: ZONEVERSION") {
  CHECK(text(19, "02007895a4e9") == "SOA-SERIAL: 2023073001 (zone of 2 labels)");
  CHECK(text(19, "010000000001") == "SOA-SERIAL: 1 (zone of 1 label)");
  CHECK(text(19, "03f6abcd") == "type 246: abcd (zone of 3 labels)");
  CHECK_FALSE(text(19, ""));
  CHECK_FALSE(text(19, "02"));
  CHECK_FALSE(text(19, "0200789596"));
  CHECK_FALSE(text(19, "02007895a4e900"));
}

TEST_CASE("EDNS: DAU, DHU and N3U") {
  CHECK(text(5, "080d0f") == "RSASHA256 ECDSAP256SHA256 ED25519");
  CHECK(text(5, "64") == "100");
  CHECK(text(6, "01020304") == "SHA1 SHA256 GOST SHA384");
  CHECK(text(6, "0005ff") == "0 5 255");
  CHECK(text(7, "0102") == "SHA1 2");
  for (auto code : Codes{5, 6, 7}) CHECK_FALSE(text(code, ""));
}

TEST_CASE("EDNS: KEY-TAG") {
  CHECK(text(14, "4f66") == "20326");
  CHECK(text(14, "4f664a5c") == "20326 19036");
  CHECK_FALSE(text(14, ""));
  CHECK_FALSE(text(14, "4f664a"));
}

TEST_CASE("EDNS: client and server tags") {
  CHECK(text(16, "0102") == "258");
  CHECK(text(17, "ffff") == "65535");
  CHECK_FALSE(text(16, "01"));
  CHECK_FALSE(text(17, "01020304"));
}

TEST_CASE("EDNS: several QTYPEs") {
  CHECK(text(20, "0001001c") == "A AAAA");
  CHECK(text(21, "0041") == "HTTPS");
  CHECK(text(21, "fe00") == "TYPE65024");
  CHECK_FALSE(text(20, "00"));
  CHECK_FALSE(text(21, ""));
}

TEST_CASE("EDNS: LLQ and UPDATE-LEASE") {
  CHECK(text(1,
             "0001"
             "0001"
             "0000"
             "0102030405060708"
             "00000e10") == "version 1, opcode 1, error 0, id 0102030405060708, lease 3600 seconds");
  CHECK_FALSE(text(1,
                   "0001"
                   "0001"
                   "0000"
                   "0102030405060708"
                   "00000e"));
  CHECK_FALSE(text(1,
                   "0001"
                   "0001"
                   "0000"
                   "0102030405060708"
                   "00000e1000"));
  CHECK_FALSE(text(1, "00010001000000000e10"));
  CHECK_FALSE(text(1, "0001"));
  CHECK(text(2, "00000e10") == "lease 3600 seconds");
  CHECK(text(2, "00000e1000001c20") == "lease 3600 seconds, key lease 7200 seconds");
  CHECK_FALSE(text(2, "00000e"));
  CHECK_FALSE(text(2, "00000e100000"));
  CHECK_FALSE(text(2, "00000e1000001c2000"));
}

TEST_CASE("EDNS: the filtering options are text, whatever its bytes") {
  for (auto code : Codes{22, 23, 24, 25}) {
    CHECK(text_of(code, "mailto:support@example.com") == "mailto:support@example.com");
    CHECK(text_of(code, "\x1b[31m\xff") == "\x1b[31m\xff");
    CHECK(text_of(code, "") == "");
  }
}

TEST_CASE("EDNS: options without a text form") {
  CHECK_FALSE(text(option::extended_error, "0009"));
  CHECK_FALSE(text(option::structured_error, ""));
  CHECK_FALSE(text(option::structured_error, "00"));
  CHECK_FALSE(text(20292, "4f44"));
  CHECK_FALSE(text(65001, "00"));
  CHECK_FALSE(text(4, "00"));
}

TEST_CASE("EDNS: an option cut short has no text form") {
  CHECK(option_text({.code = 3, .data = {'a'}, .truncated = false}) == "a");
  CHECK_FALSE(option_text({.code = 3, .data = {'a'}, .truncated = true}));
}
