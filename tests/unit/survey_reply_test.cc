// What a survey sends and reads: queries by a form, replies as far as header, question and OPT; the same as
// the rest of edig makes and reads of them.
#include "survey/reply.h"

#include <array>

#include "dns/message.h"
#include "dns/types.h"
#include "survey/leftovers.h"
#include "survey/query_form.h"
#include "transport/query_ids.h"

using namespace edig;
using namespace edig::survey;

namespace {

dns::Query query_of(const std::string& name, std::uint16_t type = dns::type::a) {
  dns::Query query;
  query.question = {.name = *dns::Name::parse(name), .type = type};
  return query;
}

Bytes filled(const dns::Query& query) {
  auto form = query;
  form.question.name = dns::Name();
  Bytes head, message;
  QueryForm made(form);
  made.begin(head, query.question.name.wire(), query.question.type);
  made.complete(message, head);
  return message;
}

// A reply to it, of these octets behind the question.
Bytes reply_to(const Bytes& query, std::uint16_t flags, std::array<std::uint16_t, 3> counts,
               const Bytes& rest) {
  Bytes reply(query.begin(), query.begin() + 2);
  append_u16(reply, flags);
  append_u16(reply, 1);
  for (auto count : counts) append_u16(reply, count);
  append(reply, question_of(query));
  append(reply, rest);
  return reply;
}

const Bytes opt_with_errors = *from_hex(
    "000029"
    "04d0"
    "00"
    "00"
    "8000"
    "0017"
    "000f"
    "0006"
    "0009"
    "6b657900"  // 9, "key" and a NUL
    "000f"
    "0002"
    "0016"  // 22
    "000a"
    "0003"
    "010203");  // a COOKIE of no legal length

}  // namespace

TEST_CASE("the form makes the queries that the rest of edig makes") {
  auto query = query_of("www.example.com", dns::type::mx);
  query.cd = true;
  query.edns->dnssec_ok = true;
  CHECK(filled(query) == dns::encode(query, 0));
  query.edns.reset();
  CHECK(filled(query) == dns::encode(query, 0));
}

TEST_CASE("padding fits each name (RFC 8467)") {
  for (const auto* name : {".", "example.com", "a-rather-long-label-that-changes-the-length.example.com"}) {
    auto query = query_of(name);
    query.padding_block = 128;
    auto message = filled(query);
    CHECK(message.size() % 128 == 0);
    CHECK(message == dns::encode(query, 0));
  }
}

TEST_CASE("a reply is to the query by QR, OPCODE and question, whatever the case of letters") {
  auto query = filled(query_of("www.example.com"));
  CHECK(is_reply_to(reply_to(query, 0x8180, {0, 0, 0}, {}), query));
  CHECK_FALSE(is_reply_to(query, query));
  CHECK_FALSE(is_reply_to(reply_to(query, 0xa980, {0, 0, 0}, {}), query));
  CHECK(is_reply_to(reply_to(filled(query_of("WWW.example.COM")), 0x8180, {0, 0, 0}, {}), query));
  CHECK_FALSE(is_reply_to(reply_to(filled(query_of("www.example.net")), 0x8180, {0, 0, 0}, {}), query));
  CHECK_FALSE(is_reply_to(reply_to(filled(query_of("www.example.com", 28)), 0x8180, {0, 0, 0}, {}), query));
}

TEST_CASE("only a reply that reports an error may lack the question") {
  auto query = filled(query_of("www.example.com"));
  for (auto [flags, fits] : {std::pair(0x8182, true), std::pair(0x8180, false), std::pair(0x8183, false)}) {
    Bytes reply = {
        0, 0, static_cast<std::uint8_t>(flags >> 8), static_cast<std::uint8_t>(flags), 0, 0, 0, 0, 0, 0,
        0, 0};
    CHECK(is_reply_to(reply, query) == fits);
  }
  CHECK_FALSE(is_reply_to(Bytes(11), query));
  CHECK_FALSE(is_reply_to({}, query));
}

TEST_CASE("RCODE, EDNS and extended errors are read") {
  auto query = filled(query_of("www.example.com"));
  auto opt = opt_with_errors;
  opt[5] = 1;  // RCODE 2 becomes 18
  auto message = reply_to(query, 0x8182, {0, 0, 1}, opt);
  Reply reply;
  read_reply(message, dns::type::a, reply);
  CHECK_FALSE(reply.malformed);
  CHECK(reply.rcode == 18);
  CHECK(reply.edns);
  CHECK(reply.udp_size == 1232);
  CHECK(reply.dnssec_ok);
  REQUIRE(reply.errors.size() == 2);
  CHECK(reply.errors[0].info_code == 9);
  CHECK(reply.errors[0].extra_text == "key");
  CHECK(reply.errors[1].info_code == 22);
  read_reply(reply_to(query, 0x8180, {0, 0, 0}, {}), dns::type::a, reply);
  CHECK(reply.errors.empty());
  CHECK_FALSE(reply.edns);
}

TEST_CASE("what a reply holds: an answer, an alias alone, nothing of the type, a referral") {
  auto query = filled(query_of("www.example.com"));
  auto a = *from_hex("c00c00010001000000050004c0000201"), cname = *from_hex("c00c00050001000000050002c010");
  auto soa = *from_hex("c01000060001000000050000"), ns = *from_hex("c010000200010000000500020000");
  auto content = [&](std::array<std::uint16_t, 3> counts, std::initializer_list<Bytes> records,
                     std::uint16_t flags = 0x8180) {
    Bytes rest;
    for (const auto& record : records) append(rest, record);
    auto message = reply_to(query, flags, counts, rest);
    Reply reply;
    read_reply(message, dns::type::a, reply);
    return reply.malformed ? "malformed" : std::string(reply.content);
  };
  CHECK(content({1, 0, 0}, {a}) == "answer");
  CHECK(content({2, 0, 0}, {cname, a}) == "answer");
  CHECK(content({1, 0, 0}, {cname}) == "alias");
  CHECK(content({1, 1, 0}, {cname, soa}) == "nodata");
  CHECK(content({0, 1, 0}, {soa}) == "nodata");
  CHECK(content({0, 1, 0}, {ns}) == "referral");
  CHECK(content({0, 1, 0}, {ns}, 0x8580) == "nodata");
  CHECK(content({2, 0, 0}, {a}) == "malformed");
}

TEST_CASE("whatever comes, reading ends within the message") {
  auto query = filled(query_of("www.example.com"));
  auto whole = reply_to(query, 0x8182, {0, 0, 1}, opt_with_errors);
  Reply reply;
  for (std::size_t size = 12; size < whole.size(); ++size) {
    auto cut = Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    read_reply(cut, dns::type::a, reply);
    CAPTURE(size);
    CHECK(reply.malformed);
  }
  for (std::size_t i = 4; i < whole.size(); ++i)
    for (int value : {0x00, 0x3f, 0x40, 0xc0, 0xff}) {
      auto other = whole;
      other[i] = static_cast<std::uint8_t>(value);
      read_reply(other, dns::type::a, reply);
      CHECK(reply.errors.size() <= max_errors);
    }
}

TEST_CASE("a reply full of extended errors has a bound") {
  auto query = filled(query_of("www.example.com"));
  Bytes opt = *from_hex("00002904d0000080000190");
  for (int i = 0; i < 100; ++i) append(opt, ByteView(std::array<std::uint8_t, 4>{0, 15, 0, 0}));
  Reply reply;
  read_reply(reply_to(query, 0x8182, {0, 0, 1}, opt), dns::type::a, reply);
  CHECK(reply.errors.empty());  // none is long enough
  opt = *from_hex("00002904d0000080000258");
  for (int i = 0; i < 100; ++i) append(opt, ByteView(std::array<std::uint8_t, 6>{0, 15, 0, 2, 0, 6}));
  auto message = reply_to(query, 0x8182, {0, 0, 1}, opt);
  read_reply(message, dns::type::a, reply);
  CHECK(reply.errors.size() == max_errors);
}

TEST_CASE("what is to be asked again comes back from the file as it was") {
  Leftovers leftovers;
  std::vector<ExtendedError> errors = {{9, "no key\xff"}, {22, ""}};
  for (std::uint64_t line = 1; line <= 1000; ++line) {
    auto name = "n" + std::to_string(line) + ".example.";
    Row row{.line = line, .name = name, .type = 15, .server = "192.0.2.1", .transport = "udp", .port = 53};
    row.rcode = 2;
    if (line % 2 == 0) row.errors = errors;
    row.weight = 0.5;
    REQUIRE(leftovers.add(row));
  }
  CHECK(leftovers.size() == 1000);
  for (int round = 0; round < 2; ++round) {
    leftovers.rewind();
    for (std::uint64_t line = 1; line <= 1000; ++line) {
      auto row = leftovers.next();
      REQUIRE(row);
      CHECK(row->line == line);
      CHECK(row->name == "n" + std::to_string(line) + ".example.");
      CHECK(row->type == 15);
      CHECK(row->rcode == 2);
      CHECK(row->weight == 0.5);
      CHECK(row->errors.size() == (line % 2 == 0 ? 2 : 0));
      if (!row->errors.empty()) CHECK(row->errors[0].extra_text == "no key\xff");
    }
    CHECK_FALSE(leftovers.next());
  }
}

TEST_CASE("IDs of queries: each of one only, free when it is over, and not all of them taken") {
  transport::QueryIds ids;
  std::vector<std::uint16_t> taken;
  for (std::uint32_t ticket = 0; ticket < 49152; ++ticket) {
    auto id = ids.take(ticket);
    REQUIRE(id);
    taken.push_back(*id);
  }
  CHECK_FALSE(ids.take(60000));
  for (std::uint32_t ticket = 0; ticket < taken.size(); ++ticket) REQUIRE(ids.find(taken[ticket]) == ticket);
  ids.release(taken[7]);
  ids.release(taken[7]);
  CHECK_FALSE(ids.find(taken[7]));
  CHECK(ids.size() == 49151);
  CHECK(ids.take(65534));
  CHECK(ids.release_all().size() == 49152);
  CHECK(ids.size() == 0);
}
