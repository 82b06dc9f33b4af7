#include <doctest/doctest.h>

#include <random>

#include "dns/types.h"
#include "report/records.h"
#include "report/spelling.h"
#include "report/wire_text.h"
#include "report/zone_writer.h"
#include "wire_message.h"

namespace edig::report {
namespace {

using test::message_of;

// By ldns and what is mended of it.
std::string by_ldns(const Bytes& message, const dns::WireRecord& record, std::size_t chunk) {
  auto whole = dns::to_record(message, record);
  Style style;
  style.idn = false;
  return shown_rdata(*whole, style, {.chunk = chunk});
}

// What is quick says the same as what is slow, or leaves it to that.
bool agree(const Bytes& message, bool must_be_quick) {
  auto record = dns::read_record(message, test::first_record);
  REQUIRE(record);
  auto whole = dns::to_record(message, *record);
  std::string quick;
  for (std::size_t chunk : {std::size_t{0}, std::size_t{56}}) {
    quick.clear();
    if (!append_wire_rdata(quick, message, *record, chunk)) {
      CHECK(quick.empty());
      return !must_be_quick;
    }
    if (!whole || !whole->parsed || quick != by_ldns(message, *record, chunk)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("records of the common types are written quickly as they are by way of ldns") {
  for (std::string text :
       {"a.example. 300 IN A 192.0.2.1",
        "a.example. 300 IN AAAA 2001:db8::1",
        "a.example. 300 IN AAAA ::",
        "a.example. 300 IN AAAA 2001:db8:0:0:1:0:0:1",
        "a.example. 300 IN AAAA 1:2:3:4:5:6:7:0",
        "a.example. 300 IN AAAA 0:0:3:4:5:6:7:8",
        "a.example. 300 IN AAAA 1:2:3:4:5:6:0:0",
        "a.example. 300 IN AAAA 1:0:3:4:5:6:7:8",
        "a.example. 300 IN NS ns1.example.",
        "a.example. 300 IN CNAME *.b\\.c\\032\\\"\\200.example.",
        "a.example. 300 IN PTR .",
        "a.example. 300 IN DNAME example.net.",
        "a.example. 300 IN MX 10 mail.example.",
        "a.example. 300 IN SRV 0 5 5060 sip.example.",
        "a.example. 300 IN SOA ns1.example. host.example. 4294967295 7200 3600 1209600 300",
        "a.example. 300 IN TXT \"v=spf1 -all\" \"\" \"quote \\\" backslash \\\\ tab \\009 high \\255\"",
        "a.example. 300 IN DS 12345 13 2 "
        "e2d3c916f6deeac73294e8268fb5885044a833fc5459588f4a9184cfc41a5766",
        "a.example. 300 IN DNSKEY 257 3 13 "
        "mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==",
        "a.example. 300 IN RRSIG A 13 2 300 20301231235959 20250228000000 12345 example. "
        "mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==",
        "a.example. 300 IN RRSIG TYPE66 13 2 300 20301231235959 19700101000000 1 . AAAA",
        "a.example. 300 IN NSEC b.example. A MX RRSIG NSEC TYPE66 CAA TYPE65280",
        "a.example. 300 IN NSEC3 1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A RRSIG",
        "a.example. 300 IN NSEC3 1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR"}) {
    CAPTURE(text);
    bool left_to_ldns = text.ends_with(" ::");
    CHECK(agree(message_of(text), !left_to_ldns));
  }
}

TEST_CASE("names in RDATA may be compressed, and lead backwards") {
  auto message = message_of("a.example. 300 IN NS b.example.");
  auto record = *dns::read_record(message, test::first_record);
  message.resize(record.rdata_offset);
  auto with = [&](Bytes rdata) {
    auto made = message;
    made[record.rdata_offset - 1] = static_cast<std::uint8_t>(rdata.size());
    made.insert(made.end(), rdata.begin(), rdata.end());
    return made;
  };
  CHECK(agree(with({1, 'b', 0xc0, 14}), true));
  auto self = static_cast<std::uint8_t>(record.rdata_offset);
  for (const Bytes& bad :
       {Bytes{0xc0, self}, Bytes{1, 'b', 0xc0, self}, Bytes{0xc0}, Bytes{5, 'b'}, Bytes{0x40}, Bytes{}})
    CHECK(agree(with(bad), false));
}

TEST_CASE("whatever the RDATA holds, the two agree") {
  namespace type = dns::type;
  std::mt19937 random(1);
  auto start = message_of("a.example. 300 IN A 192.0.2.1");
  auto record = *dns::read_record(start, test::first_record);
  for (auto rr_type :
       {type::a, type::ns, type::cname, type::soa, type::ptr, type::mx, type::txt, type::aaaa, type::srv,
        type::dname, type::ds, type::rrsig, type::nsec, type::dnskey, type::nsec3}) {
    for (int i = 0; i < 2000; ++i) {
      auto message = start;
      message.resize(record.rdata_offset);
      auto size = random() % 70;
      auto most = random() % 2 ? 255u : 12u;
      for (std::size_t octet = 0; octet < size; ++octet)
        message.push_back(static_cast<std::uint8_t>(random() % (most + 1)));
      message[record.rdata_offset - 1] = static_cast<std::uint8_t>(size);
      message[record.rdata_offset - 9] = static_cast<std::uint8_t>(rr_type);
      CAPTURE(to_hex(message));
      REQUIRE(agree(message, false));
    }
  }
}

TEST_CASE("lines of records are the same, quickly or not") {
  for (std::string text :
       {"a.example. 300 IN A 192.0.2.1", "a-rather-long-owner-name.example. 86400 IN MX 10 m.example.",
        "a.example. 0 CH TXT \"b\"", "xn--bcher-kva.example. 300 IN NS xn--bcher-kva.example."}) {
    CAPTURE(text);
    auto message = message_of(text);
    auto record = *dns::read_record(message, test::first_record);
    for (bool ttl : {true, false}) {
      for (bool cls : {true, false}) {
        Style style;
        style.format = Format::dig, style.ttl = ttl, style.cls = cls;
        std::string quick, slow;
        CHECK(ZoneWriter(style).append(quick, message, record));
        append_dig_record(slow, *dns::to_record(message, record), style);
        CHECK(quick == slow);
      }
    }
  }
}

TEST_CASE("JSON of records holds quotes and backslashes, and what cannot be read is told") {
  auto message = message_of("a\\\"b.example. 300 IN TXT \"c\\\\d\"");
  auto record = *dns::read_record(message, test::first_record);
  std::string out;
  Style style;
  style.format = Format::json;
  ZoneWriter writer(style);
  CHECK(writer.append(out, message, record));
  CHECK(out == R"({"name":"a\\\"b.example.","type":"TXT","class":"IN","ttl":300,"rdata":"\"c\\\\d\""})");
  record.rdata = record.rdata.first(2);
  out.clear();
  CHECK(writer.append(out, message, record));
  CHECK(writer.malformed() == 1);
  CHECK(out.find("\\\\# 2 ") != out.npos);
  message[test::first_record] = 0xc0, message[test::first_record + 1] = 0xff;
  CHECK_FALSE(writer.append(out, message, record));
}

}  // namespace edig::report
