#include <doctest/doctest.h>

#include "ede/printable.h"
#include "report/idn_out.h"
#include "report/json_text.h"
#include "report/outcome.h"
#include "report/records.h"
#include "report/spelling.h"
#include "report/words.h"
#include "report/wrap.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

std::string wrapped(std::string_view text, std::size_t indent, std::size_t columns) {
  std::string out;
  append_wrapped(out, text, indent, columns);
  return out;
}

std::string rdata(std::string_view line) { return rdata_text(dns::parse_record(line).value()); }

}  // namespace

TEST_CASE("wrap: at spaces, behind wide characters, never before closing punctuation") {
  CHECK(wrapped("one two three", 2, 0) == "  one two three\n");
  CHECK(wrapped("one two three four five six", 2, 24) == "  one two three four\n  five six\n");
  CHECK(wrapped("", 2, 20) == "  \n");
  std::string unbreakable(50, 'x');
  CHECK(wrapped(unbreakable, 0, 30) == unbreakable + "\n");
  CHECK(wrapped("あいうえおかきくけこさ", 0, 20) == "あいうえおかきくけこ\nさ\n");
  CHECK(wrapped("あいうえおかきくけこ。", 0, 20) == "あいうえおかきくけ\nこ。\n");
  CHECK(wrapped("あいうえおかきくけ（あ）", 0, 20) == "あいうえおかきくけ\n（あ）\n");
}

TEST_CASE("wrap: padding counts columns, not octets") {
  CHECK(pad("ab", 4) == "ab  ");
  CHECK(pad("日本", 6) == "日本  ");
  CHECK(pad("abcdef", 4) == "abcdef");
  CHECK(pad_left("7", 3) == "  7");
}

TEST_CASE("times and servers") {
  CHECK(duration(0.04) == "0.0 ms");
  CHECK(duration(1.94) == "1.9 ms");
  CHECK(duration(12.4) == "12 ms");
  CHECK(duration(999.6) == "1 s");
  CHECK(duration(1240) == "1.2 s");
  CHECK(duration(5000) == "5 s");

  using transport::Protocol;
  constexpr auto en = ede::Language::en;
  CHECK(server_word({.address = "192.0.2.53", .port = 53, .name = {}, .protocol = Protocol::udp}, en) ==
        "192.0.2.53 (UDP)");
  CHECK(server_word({.address = "2001:db8::1", .port = 5353, .name = {}, .protocol = Protocol::tcp}, en) ==
        "2001:db8::1#5353 (TCP)");
  CHECK(server_word({.address = "192.0.2.53", .port = 853, .name = "dns.example", .protocol = Protocol::tls},
                    en, {"9 ms"}) == "dns.example (192.0.2.53, TLS, 9 ms)");
  CHECK(server_word({.address = {}, .port = 853, .name = "dns.example", .protocol = Protocol::tls}, en) ==
        "dns.example (TLS)");
}

TEST_CASE("TTLs and time spans in BIND's spelling") {
  CHECK(shown_ttl(300, false) == "300");
  CHECK(shown_ttl(0, true) == "0s");
  CHECK(shown_ttl(300, true) == "5m");
  CHECK(shown_ttl(694861, true) == "1w1d1h1m1s");
  CHECK(shown_span(0) == "0 seconds");
  CHECK(shown_span(5400) == "1 hour 30 minutes");
  CHECK(shown_span(1209600) == "2 weeks");
}

TEST_CASE("RDATA in BIND's spelling") {
  CHECK(rdata("a. 1 IN DS 1 13 2 " + std::string(64, 'a')) == "1 13 2 " + std::string(64, 'A'));
  CHECK(rdata("a. 1 IN HTTPS 1 . alpn=h2,h3 port=443") == "1 . alpn=\"h2,h3\" port=443");
  CHECK(rdata("a. 1 IN LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m") ==
        "52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m");
  CHECK(rdata("a. 1 IN NSEC3PARAM 1 0 5 abcd") == "1 0 5 ABCD");
  CHECK(rdata("a. 1 IN TXT \"a b\" \"c\\\"d\"") == "\"a b\" \"c\\\"d\"");
  CHECK(rdata("a. 1 IN TYPE65280 \\# 2 c0ff") == "\\# 2 C0FF");
  CHECK(rdata("a. 1 IN TYPE65280 \\# 0") == "\\# 0");
}

TEST_CASE("RDATA: control characters never come through") {
  auto text = rdata("a. 1 IN TXT \"\\027[31m\\010\\000\\155\\226\\128\\174\"");
  for (char c : text) CHECK((c >= 0x20 && c < 0x7f));
  CHECK(holds(text, "\\027[31m\\010"));
}

TEST_CASE("RDATA: keys and signatures can be left out, broken and commented") {
  auto key = dns::parse_record(
                 "a. 1 IN DNSKEY 257 3 13 "
                 "mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==")
                 .value();
  Style style;
  CHECK(shown_rdata(key, style, {.chunk = 56}) ==
        "257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+ KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==");
  style.crypto = false;
  style.rr_comments = true;
  CHECK(shown_rdata(key, style) == "257 3 13 [key id = 2371]  ; KSK; alg = ECDSAP256SHA256 ; key id = 2371");
  style = {};
  style.unknown_format = true;
  CHECK(shown_rdata(key, style).starts_with("\\# 68 0101030D99DB2CC1"));
}

TEST_CASE("names in U-labels, where all of them can be seen") {
  CHECK(to_unicode("xn--wgv71a119e.example.") == "日本語.example.");
  CHECK(to_unicode("XN--BCHER-KVA.example.") == "bücher.example.");
  CHECK(to_unicode("www.example.") == "www.example.");
  CHECK(to_unicode(".") == ".");
  for (std::string_view kept :
       {"xn--a.example.", "xn--.", "xn--0000h.", "xn--ab-m1t.", "xn--zca-.", "a\\.xn--b."}) {
    CAPTURE(kept);
    CHECK(to_unicode(kept) == kept);
  }
}

TEST_CASE("JSON text: what must not reach a terminal bare is escaped") {
  CHECK(json_text("\"\x7f\"") == "\"\\u007f\"");
  CHECK(json_text("\"\xc2\x9b\"") == "\"\\u009b\"");
  CHECK(json_text("\"\xe2\x80\xae\xe2\x80\xa8\"") == "\"\\u202e\\u2028\"");
  CHECK(json_text("\"\xf3\xa0\x80\x81\"") == "\"\\udb40\\udc01\"");
  CHECK(json_text("\"日本語 é 😀\"") == "\"日本語 é 😀\"");
}

TEST_CASE("what a reply amounts to") {
  using enum Outcome::Kind;
  const std::string soa = "example. 900 IN SOA ns1.example. host.example. 1 7200 3600 1209600 300";
  auto kind = [](const Reply& reply) { return judge(query(), message(reply)).kind; };
  CHECK(kind({.answer = {"www.example. 1 IN A 192.0.2.1"}}) == rcode);
  CHECK(kind({.rcode = dns::rcode::nxdomain, .authority = {soa}}) == rcode);
  CHECK(kind({.authority = {soa}}) == nodata);
  CHECK(kind({}) == nodata);
  CHECK(kind({.answer = {"www.example. 1 IN CNAME a."}}) == alias);
  CHECK(kind({.answer = {"www.example. 1 IN CNAME a."}, .authority = {soa}}) == nodata);
  CHECK(kind({.authority = {"example. 1 IN NS ns1.example."}}) == referral);

  auto truncated = message({});
  truncated.header.tc = true;
  CHECK(judge(query(), truncated).kind == rcode);
  auto authoritative = message({.authority = {"example. 1 IN NS ns1.example."}});
  authoritative.header.aa = true;
  CHECK(judge(query(), authoritative).kind == nodata);
}

}  // namespace edig::report
