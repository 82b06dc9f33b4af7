// Every TYPE with RDATA of many shapes, most of them wrong: each format prints it, and all of it.

#include <doctest/doctest.h>
#include <malloc.h>

#include <array>
#include <numeric>

#include "report/html.h"
#include "report/records.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

void append16(Bytes& wire, std::size_t value) {
  wire.push_back(static_cast<std::uint8_t>(value >> 8));
  wire.push_back(static_cast<std::uint8_t>(value));
}

Bytes& operator+=(Bytes& bytes, const Bytes& more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
  return bytes;
}

Bytes joined(Bytes bytes, const Bytes& more) { return bytes += more; }

// Of a reply to "www.example. A".
dns::Record read(std::uint16_t type, const Bytes& rdata) {
  Bytes wire{0x12, 0x34, 0x81, 0x80, 0,   1,   0,   1,   0,   0, 0, 0, 3, 'w', 'w',
             'w',  7,    'e',  'x',  'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0, 1};
  wire += {0xc0, 12};
  append16(wire, type);
  wire += {0, 1, 0, 0, 1, 44};
  append16(wire, rdata.size());
  return dns::Message::parse(wire += rdata).value().answer.front();
}

Bytes repeated(const Bytes& part, std::size_t times) {
  Bytes bytes;
  for (std::size_t i = 0; i < times; ++i) bytes += part;
  return bytes;
}

const Bytes a_name{1, 'a', 0};
const Bytes fillings{0, 1, 3, 63, 64, 255};

// Short ones of every kind, and for each kind of field one that is too long for a small buffer.
std::vector<Bytes> shapes() {
  std::vector<Bytes> all;
  Bytes counting(64);
  std::iota(counting.begin(), counting.end(), 0);
  for (std::size_t size = 0; size <= 20; size += size < 8 ? 1 : 12) {
    for (auto octet : fillings) all.push_back(Bytes(size, octet));
    all.push_back(Bytes(counting.begin(), counting.begin() + static_cast<std::ptrdiff_t>(size)));
    for (std::size_t before :
         {0u, 1u, 2u, 3u, 6u, 18u}) {  // names where types have them, and what may come behind
      all.push_back(Bytes(before, 3));
      all.back() += a_name;
      all.back() += Bytes(size, 1);
    }
    all.push_back(Bytes(size, 3));
    all.back() += {0xc0, 12};
  }
  constexpr std::size_t much = 600;
  for (auto octet : fillings) all.push_back(Bytes(much, octet));
  all.push_back(repeated(a_name, much / 3));
  all.push_back(joined({0, 3, 1, 2, 1, 'a'}, Bytes(much, 'k')));  // IPSECKEY, HIP
  return all;
}

// SVCB (RFC 9460) with one parameter.
Bytes service(std::uint16_t key, const Bytes& value) {
  Bytes rdata{0, 1, 0};
  append16(rdata, key);
  append16(rdata, value.size());
  return rdata += value;
}

std::vector<std::string> printed(const Report& report) {
  Style plain, whole;
  whole.all_sections = whole.multiline = true;
  whole.rr_comments = true;
  std::vector<std::string> all{to_text(report, plain), to_html({{report, whole}})};
  for (auto format : {to_dig, to_short, to_json}) all.push_back(format(report, whole));
  return all;
}

Report reply(std::uint16_t type, const std::vector<Bytes>& rdata) {
  auto exchange = fixture::exchange({});
  for (const auto& octets : rdata) exchange.reply->message.answer.push_back(read(type, octets));
  return make_report(query("www.example.", type), std::move(exchange));
}

std::string only_rdata(std::uint16_t type, const Bytes& rdata) { return read(type, rdata).rdata(); }

constexpr std::uint16_t wks = 11, loc = 29, apl = 42, ipseckey = 45, hip = 55, svcb = 64, caa = 257,
                        amtrelay = 260;

}  // namespace

TEST_CASE("a type bitmap names the types that ldns does not know") {
  auto nsec = dns::parse_record("a.example. 300 IN NSEC b.example. A RRSIG NSEC TYPE69 TYPE128 TYPE65280");
  REQUIRE(nsec);
  CHECK(shown_rdata(*nsec, Style()) == "b.example. A RRSIG NSEC UNECE NXNAME TYPE65280");
}

TEST_CASE("the error of a TSIG record is that of TSIG: BADSIG, not BADVERS") {
  Bytes start{1, 'h', 0, 0, 0, 0x65, 0x54, 0x32, 0x10, 1, 44};
  Style style;
  CHECK(shown_rdata(read(250, joined(start, {0, 0, 0x12, 0x34, 0, 16, 0, 0})), style)
            .ends_with(" 0 4660 BADSIG 0"));
  CHECK(shown_rdata(read(250, joined(start, {0, 3, 1, 2, 3, 0x12, 0x34, 0, 16, 0, 0})), style)
            .ends_with(" 3 AQID 4660 BADSIG 0"));
}

TEST_CASE("whatever is in RDATA, every format prints the record") {
  for (unsigned number = 0; number <= 65535; number += number < 280 ? 1 : 6525) {
    auto type = static_cast<std::uint16_t>(number);
    bool unknown = dns::type_text(type).starts_with("TYPE");
    if (type == dns::type::opt || (unknown && number % 64 != 0)) continue;
    CAPTURE(type);
    auto report = reply(type, shapes());
    for (const auto& record : report.exchange.reply->message.answer) CHECK(!record.rdata().empty());
    for (const auto& text : printed(report)) CHECK(!text.empty());
  }
}

TEST_CASE("SVCB's parameters are printed, however long") {
  for (auto key : std::to_array<std::uint16_t>({0, 1, 3, 4, 5, 6, 7, 65280})) {
    CAPTURE(key);
    for (std::size_t size : {2u, 80u, 512u, 1024u, 65472u}) {
      auto report = reply(svcb, {service(key, Bytes(size, 2)), service(key, Bytes(size, '"'))});
      for (const auto& text : printed(report)) CHECK(!text.empty());
    }
  }
  Bytes keys;
  for (std::uint8_t key = 1; key <= 200; ++key) keys.insert(keys.end(), {0, key});
  auto mandatory = only_rdata(svcb, service(0, keys));
  CHECK(mandatory.starts_with("1 . mandatory=alpn,no-default-alpn,port,"));
  CHECK(mandatory.ends_with(",key199,key200"));
}

TEST_CASE("what ldns would print in part, or as something else, is printed in the generic form") {
  CHECK(only_rdata(loc, Bytes(17, 0)) == "\\# 17 " + std::string(34, '0'));
  CHECK(only_rdata(loc, {1, 2}) == "\\# 2 0102");
  CHECK(only_rdata(dns::type::nsec, {0, 0, 1, 0x40, 9}) == "\\# 5 0000014009");
  CHECK(only_rdata(dns::type::nsec, {0, 1, 1, 0x40, 0, 1, 0x40}) == "\\# 7 00010140000140");
  CHECK(only_rdata(apl, {0, 3, 8, 1, 9}) == "\\# 5 0003080109");
  CHECK(only_rdata(apl, {0, 1, 32, 5, 1, 2, 3, 4, 5}) == "\\# 9 000120050102030405");
  CHECK(only_rdata(ipseckey, {10, 4, 2, 1, 2}) == "\\# 5 0a04020102");
  CHECK(only_rdata(ipseckey, {10, 3, 2, 0xc0, 3, 0, 9}) == "\\# 7 0a0302c0030009");
  CHECK(only_rdata(amtrelay, {10, 3, 0xc0, 2}) == "\\# 4 0a03c002");
  CHECK(only_rdata(svcb, {0, 1, 0, 0, 3, 0, 2, 1, 187, 9}) == "\\# 10 0001000003000201bb09");
  CHECK(only_rdata(dns::type::nsec3, {1, 0, 0, 0, 0, 0}) == "\\# 6 010000000000");
  CHECK(only_rdata(dns::type::mx, {0, 10}) == "\\# 2 000a");
}

TEST_CASE("what ldns does not know, or reads or prints otherwise than BIND, by the table of fields") {
  constexpr std::uint16_t eid = 31, sink = 40, ninfo = 56, doa = 259, trust_anchor = 32768;
  CHECK(only_rdata(amtrelay, {10, 0}) == "10 0 0 .");
  CHECK(only_rdata(amtrelay, {10, 0x81, 192, 0, 2, 1}) == "10 1 1 192.0.2.1");
  CHECK(only_rdata(amtrelay, {10, 3, 1, 'a', 0}) == "10 0 3 a.");
  CHECK(only_rdata(ninfo, {1, 'a', 3, '"', ' ', 7}) == "\"a\" \"\\\" \\007\"");
  CHECK(only_rdata(doa, {0, 0, 0, 1, 0, 0, 0, 2, 3, 0, 1, 2, 3}) == "1 2 3 \"\" AQID");
  CHECK(only_rdata(sink, {8, 0, 2, 1, 2, 3}) == "8 0 2 AQID");
  CHECK(only_rdata(eid, {0x12, 0xab}) == "12AB");
  CHECK(only_rdata(trust_anchor, {0x10, 0, 8, 1, 0xab}) == "4096 8 1 AB");
  CHECK(only_rdata(apl, {0, 2, 32, 0x84, 0x20, 1, 0xd, 0xb8}) == "!2:2001:db8::/32");
  CHECK(read(sink, {8}).parsed == nullptr);
}

TEST_CASE("and what it prints whole as it is") {
  CHECK(only_rdata(dns::type::nsec, {0, 0, 1, 0x40, 1, 1, 0x40}) == ". A CAA");
  CHECK(only_rdata(apl, {0, 1, 8, 1, 10}) == "1:10.0.0.0/8");
  CHECK(only_rdata(ipseckey, {10, 3, 2, 1, 'a', 0, 1, 2, 3}) == "10 3 2 a. AQID");
  CHECK(only_rdata(svcb, {0, 1, 0, 0, 3, 0, 2, 1, 187}) == "1 . port=443");
  CHECK(only_rdata(caa, {0, 5, 'i', 's', 's', 'u', 'e'}) == "0 issue \"\"");
  CHECK(only_rdata(wks, {192, 0, 2, 1, 6, 0, 0, 0, 0x40}) == "192.0.2.1 6 25");
}

TEST_CASE("a WKS record with every port asks nobody for their names") {
  auto text = only_rdata(wks, Bytes(8192 + 5, 255));
  CHECK(count(text, " ") == 1 + 65536);
  CHECK(holds(text, " 24 25 26 "));
}

TEST_CASE("names in HIP, and as many as there may be") {
  const Bytes host{1, 2, 0, 1, 'h', 'k'};
  auto with = [&](const Bytes& names) { return only_rdata(hip, joined(host, names)); };
  CHECK(with(a_name) == "2 68 aw== a.");
  CHECK(with({0xc0, 12}).starts_with("\\# 8 "));
  CHECK(with(repeated(a_name, 255)).ends_with(" a."));
  CHECK(with(repeated(a_name, 256)).starts_with("\\# 774 "));
}

TEST_CASE("a TXT record of empty strings takes memory in proportion") {
#ifdef EDIG_SANITIZED
  constexpr std::size_t strings =
      6500;  // ldns has a list grow by one, and AddressSanitizer copies it each time
#else
  constexpr std::size_t strings = 65000;
#endif
  auto before = mallinfo2();
  auto record = read(dns::type::txt, Bytes(strings, 0));
  auto after = mallinfo2();
  CHECK(count(record.rdata(), "\"\"") == strings);
  CHECK(after.uordblks + after.hblkhd < before.uordblks + before.hblkhd + 100'000'000);
}

}  // namespace edig::report
