#include <doctest/doctest.h>

#include "dns/message.h"
#include "dns/query.h"
#include "dns/service_binding.h"
#include "dns/types.h"
#include "dns/wire_name.h"

using namespace edig;
using namespace edig::dns;

namespace {

Name name(std::string_view text) { return Name::parse(text).value(); }

Bytes hex(std::string text) {
  std::erase(text, ' ');
  return from_hex(text).value();
}

// A reply to "www.example. A" with one answer, and `more` behind it.
Bytes reply(std::string counts, std::string more) {
  return hex("1234 8180 0001" + counts + "03777777076578616d706c6500 0001 0001" + more);
}

constexpr auto answer_a = "c00c 0001 0001 0000012c 0004 c0000201";

}  // namespace

TEST_CASE("a reply is read section by section") {
  auto message =
      Message::parse(reply("0001 0000 0001",
                           std::string(answer_a) + "00 0029 04d0 0100 8000 000a 000f 0006 0009 6f6f7073"))
          .value();
  CHECK(message.problems.empty());
  CHECK(message.questions.front().name == name("WWW.example"));
  CHECK(message.answer.front().rdata() == "192.0.2.1");
  CHECK(message.answer.front().ttl == 300);
  CHECK(message.additional.empty());
  REQUIRE(message.edns);
  CHECK(message.edns->udp_size == 1232);
  CHECK(message.edns->dnssec_ok);
  CHECK(message.edns->options.front().code == option::extended_error);
  CHECK(message.edns->options.front().data.size() == 6);
  CHECK(message.rcode == 16);
  CHECK(message.header.flags() == std::vector<std::string_view>{"qr", "rd", "ra"});
}

TEST_CASE("the upper RCODE bits count even where the OPT does not stand last or stands in another section") {
  auto message = Message::parse(reply("0000 0001 0000", "00 0029 04d0 0100 0000 0000")).value();
  CHECK(message.rcode == 16);
  CHECK(message.edns);
  REQUIRE(message.problems.size() == 1);
  CHECK(message.problems.front().text.find("authority") != std::string::npos);
}

TEST_CASE("options of several OPT records are kept in order, the fault is named") {
  auto message =
      Message::parse(
          reply("0000 0000 0002", "00 0029 04d0 00000000 0004 00030000 00 0029 04d0 00000000 0004 000c0000"))
          .value();
  CHECK(message.edns->options.size() == 2);
  CHECK(message.edns->options[1].code == option::padding);
  REQUIRE(message.problems.size() == 1);
  CHECK(message.problems.front().text.starts_with("2 OPT records"));
}

TEST_CASE("a truncated option is kept as far as it goes") {
  auto message = Message::parse(reply("0000 0000 0001", "00 0029 04d0 00000000 0006 000f 0064 0009")).value();
  REQUIRE(message.edns->options.size() == 1);
  CHECK(message.edns->options.front().truncated);
  CHECK(message.edns->options.front().data == hex("0009"));
  CHECK(message.problems.front().offset == 12 + 17 + 11);
}

TEST_CASE("malformed RDATA is shown in the generic form and reading goes on") {
  auto message =
      Message::parse(reply("0002 0000 0000", std::string("c00c 0001 0001 0000012c 0003 c00002") + answer_a))
          .value();
  REQUIRE(message.answer.size() == 2);
  CHECK(message.answer[0].rdata() == "\\# 3 c00002");
  CHECK(message.answer[1].rdata() == "192.0.2.1");
  REQUIRE(message.problems.size() == 1);
  CHECK(message.problems.front().text == "malformed RDATA of www.example. A");
  CHECK(message.problems.front().offset == 12 + 17 + 12);
}

TEST_CASE("every truncation gives what was whole and says where it ends") {
  auto whole =
      reply("0001 0000 0001", std::string(answer_a) + "00 0029 04d0 0000 0000 000a 000f 0006 0009 6f6f7073");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    auto message = Message::parse(ByteView(whole).first(length));
    CHECK(message.has_value() == (length >= 12));
    if (message) CHECK_FALSE(message->problems.empty());
  }
}

TEST_CASE("compression pointers only lead backwards") {
  CHECK_FALSE(read_name(hex("c000"), 0));
  CHECK_FALSE(read_name(hex("0161c000"), 2 - 2));
  CHECK_FALSE(read_name(hex("c002c000"), 2));
  CHECK_FALSE(read_name(hex("c0"), 0));
  CHECK(read_name(hex("016100c000"), 3)->name == name("a."));
  CHECK(read_name(hex("016100c000"), 3)->end == 5);
  CHECK(read_name(hex("0162000161c000"), 3)->name == name("a.b."));
}

TEST_CASE("as many compression pointers as a name can have labels") {
  Bytes wire{0, 0};
  for (std::uint8_t rung = 0; rung < 128; ++rung)
    wire.insert(wire.end(), {0xc0, static_cast<std::uint8_t>(2 * rung)});
  CHECK(read_name(wire, 2 * 127)->name == name("."));
  CHECK_FALSE(read_name(wire, 2 * 128));
}

TEST_CASE("SvcParams as RFC 9460 section 2.2 has them") {
  CHECK(is_service_binding(hex("0001 00")));
  CHECK(is_service_binding(hex("0001 00 0000 0004 0001 0003 0001 0003 02 6832 0002 0000 0003 0002 01bb")));
  CHECK(is_service_binding(hex("0001 0161 00 0004 0008 c0000201 c0000202 ffff 0000")));
  for (const auto* bad : {"00",
                          "0001",
                          "0001 c000",
                          "0001 00 0001",
                          "0001 00 0003 0002 01",
                          "0001 00 0003 0001 01",
                          "0001 00 0003 0002 01bb 0001 0003 02 6832",
                          "0001 00 0003 0002 01bb 0003 0002 01bc",
                          "0001 00 0001 0000",
                          "0001 00 0001 0001 00",
                          "0001 00 0001 0002 02 68",
                          "0001 00 0002 0001 00",
                          "0001 00 0004 0003 c00002",
                          "0001 00 0004 0000",
                          "0001 00 0006 0004 c0000201",
                          "0001 00 0000 0000",
                          "0001 00 0000 0002 0000",
                          "0001 00 0000 0003 0001 00",
                          "0001 00 0000 0004 0003 0001",
                          "0001 00 0000 0004 0003 0003"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_service_binding(hex(bad)));
  }
}

TEST_CASE("names") {
  CHECK(name("a.b.c.").text() == "a.b.c.");
  CHECK(name("a.b.c").parent() == name("B.C"));
  CHECK(name(".").is_root());
  CHECK(name("a\\.b.c").label_count() == 2);
  CHECK(name("a\\.b.c").text() == "a\\.b.c.");
  CHECK(name("\\000\\255.c").text() == "\\000\\255.c.");
  CHECK(name("x.a.b").is_within(name("A.b")));
  CHECK_FALSE(name("xa.b").is_within(name("a.b")));
  CHECK(name("a.b").is_within(Name()));
  CHECK(name("b.a").under(name("c")).value() == name("b.a.c"));
  CHECK_FALSE(Name::parse("a..b"));
  CHECK_FALSE(Name::parse(""));
  CHECK_FALSE(Name::parse(".a"));
  CHECK(Name::parse(std::string(64, 'a')).error().text.find("63 octets") != std::string::npos);
  std::string longest = std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + ".";
  CHECK(Name::parse(longest + std::string(61, 'd')));
  CHECK_FALSE(Name::parse(longest + std::string(62, 'd')));
  CHECK_FALSE(name(longest + std::string(61, 'd')).child("e"));
}

TEST_CASE("canonical order of RFC 4034 section 6.1") {
  std::vector<std::string> order = {"example.",         "a.example.",      "yljkjljk.a.example.",
                                    "Z.a.example.",     "zABC.a.EXAMPLE.", "z.example.",
                                    "\\001.z.example.", "*.z.example.",    "\\200.z.example."};
  for (std::size_t i = 1; i < order.size(); ++i) {
    CAPTURE(order[i]);
    CHECK(name(order[i - 1]) < name(order[i]));
  }
}

TEST_CASE("mnemonics") {
  CHECK(type_text(1) == "A");
  CHECK(type_text(261) == "RESINFO");
  CHECK(type_text(65280) == "TYPE65280");
  CHECK(parse_type("aaaa") == 28);
  CHECK(parse_type("type65280") == 65280);
  CHECK(parse_type("https") == 65);
  CHECK(type_text(69) == "UNECE");
  CHECK(type_text(70) == "ISO");
  CHECK(rcode_text(16) == "BADVERS");
  CHECK(tsig_error_text(16) == "BADSIG");
  CHECK(tsig_error_text(17) == "BADKEY");
  CHECK(parse_type("any") == type::any);
  CHECK_FALSE(parse_type("TYPE65536"));
  CHECK_FALSE(parse_type("TYPE1x"));
  CHECK_FALSE(parse_type("AAA"));
  CHECK(parse_class("chaos") == cls::ch);
  CHECK(class_text(1) == "IN");
  CHECK(rcode_text(16) == "BADVERS");
  CHECK(rcode_text(24) == "RCODE24");
  CHECK(parse_opcode("notify") == 4);
  CHECK(parse_opcode("15") == 15);
  CHECK_FALSE(parse_opcode("16"));
}

TEST_CASE("every mnemonic is read back as it is written") {
  for (const auto& mnemonic : known_types()) {
    CAPTURE(mnemonic);
    REQUIRE(parse_type(mnemonic));
    CHECK(type_text(*parse_type(mnemonic)) == mnemonic);
  }
}

TEST_CASE("a query is read back as it was meant") {
  Query query{.question = {name("www.example"), type::aaaa, cls::in}};
  query.cd = true;
  query.edns->dnssec_ok = true;
  query.edns->options.push_back({option::structured_error, {}, false});
  query.padding_block = 128;
  auto wire = encode(query, 0xbeef);
  CHECK(wire.size() == 128);
  auto message = Message::parse(wire).value();
  CHECK(message.problems.empty());
  CHECK(message.header.id == 0xbeef);
  CHECK(message.questions.front() == query.question);
  CHECK(message.header.flags() == std::vector<std::string_view>{"rd", "cd"});
  CHECK(message.edns->dnssec_ok);
  CHECK(message.edns->options.front().code == option::structured_error);
  query.edns.reset();
  CHECK(encode(query, 1).size() == 12 + 17);
}

TEST_CASE("records from text and their RDATA") {
  auto rdata = [](std::string_view text) { return parse_record(text).value().rdata(); };
  CHECK(rdata("a. 60 IN MX 10 mail.a.") == "10 mail.a.");
  CHECK(rdata("a. 60 IN TXT \"x y\" \"\\027\"") == "\"x y\" \"\\027\"");
  CHECK(rdata("a. 60 IN TYPE65280 \\# 2 abcd") == "\\# 2 abcd");
  CHECK_FALSE(parse_record("a. 60 IN A nonsense"));
}

TEST_CASE("what a service binding says (RFC 9460, RFC 9461)") {
  auto parse = [](const char* text) { return ServiceBinding::parse(hex(text)); };
  auto one = parse("0001 0161 00 0000 0002 0001 0001 0004 03 646f74 0003 0002 0355 0004 0004 c0000201");
  REQUIRE(one);
  CHECK(one->priority == 1);
  CHECK(one->target.text() == "a.");
  CHECK(one->alpn == std::vector<std::string>{"dot"});
  CHECK(one->port == 853);
  CHECK(one->addresses == std::vector<std::string>{"192.0.2.1"});
  CHECK(one->understood);
  auto doh =
      parse("0002 0161 00 0001 0003 02 6832 0006 0010 20010db8000000000000000000000001 0007 0002 2f71");
  REQUIRE(doh);
  CHECK(doh->addresses == std::vector<std::string>{"2001:db8::1"});
  CHECK(doh->doh_path == "/q");
  CHECK_FALSE(parse("0001 0161 00 0000 0002 ffff ffff 0000")->understood);
  CHECK_FALSE(parse("0001 0161"));
}
