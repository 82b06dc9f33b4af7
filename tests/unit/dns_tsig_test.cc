#include <doctest/doctest.h>

#include "dns/query.h"
#include "dns/tsig.h"
#include "dns/types.h"
#include "signed_reply.h"
#include "wire_message.h"

namespace edig::dns {
namespace {

using Kind = TsigVerdict::Kind;
using Key = std::shared_ptr<const TsigKey>;

constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'795'000'000)};

Key key(std::string_view algorithm = "hmac-sha256", std::string_view secret = "c2VjcmV0",
        std::string_view name = "Key.example") {
  return std::make_shared<const TsigKey>(make_tsig_key(algorithm, name, secret).value());
}

Bytes plain_query() {
  Query query;
  query.question = {*Name::parse("example."), type::axfr, cls::in};
  return encode(query, 0x1234);
}

Bytes signed_query(const TsigKey& with) {
  auto query = plain_query();
  sign(query, with, now);
  return query;
}

Bytes signed_reply(const Bytes& message, const TsigKey& with, ByteView before,
                   std::span<const Bytes> unsigned_before = {}, bool first = true) {
  return test::signed_reply(message, with, before, now, unsigned_before, first);
}

const Bytes reply = test::message_of("example. 300 IN A 192.0.2.1");

}  // namespace

TEST_CASE("of a query that is a header alone nothing hangs on the question that is not there") {
  Query query;
  query.question = {*Name::parse("example."), type::ixfr, cls::in};
  query.serial = 7;
  CHECK(Message::parse(encode(query, 1)).value().authority.size() == 1);
  query.header_only = true;
  auto message = Message::parse(encode(query, 1)).value();
  CHECK(message.problems.empty());
  CHECK(message.authority.empty());
}

TEST_CASE("TSIG: the keys of each algorithm sign with as many octets") {
  for (auto [algorithm, size] : {std::pair("hmac-md5", 16),
                                 {"HMAC-SHA1", 20},
                                 {"hmac-sha224", 28},
                                 {"hmac-sha256.", 32},
                                 {"hmac-sha384", 48},
                                 {"hmac-sha512", 64},
                                 {"hmac-sha256-128", 16}}) {
    CAPTURE(algorithm);
    auto made = key(algorithm);
    auto query = signed_query(*made);
    auto record = find_tsig(query);
    REQUIRE(record);
    CHECK(record->mac.size() == static_cast<std::size_t>(size));
    CHECK(query.size() == plain_query().size() + tsig_size(*made));
    CHECK(record->key == *Name::parse("key.example."));
    CHECK(record->time == 1'795'000'000);
    CHECK(record->original_id == 0x1234);
    CHECK(verify(made, query, signed_reply(reply, *made, query), now).kind == Kind::good);
  }
}

// Made with Python's hmac from RFC 8945 section 4.3.3.
TEST_CASE("TSIG: the MAC is that of others") {
  Bytes query = *from_hex("123400000001000000000000076578616d706c650000060001");
  sign(query, *key("hmac-sha256", "c2VjcmV0", "key.example."), now);
  CHECK(to_hex(find_tsig(query)->mac) == "2e39c674a5751af9c3d4f07dbdaa133f3500097f0844c374efb31cffd5e71842");
}

TEST_CASE("TSIG: keys that are none, without a word of the secret") {
  for (auto [algorithm, name, secret] : {std::tuple("hmac-sha3", "a", "c2VjcmV0"),
                                         {"hmac-sha256-8", "a", "c2VjcmV0"},
                                         {"hmac-sha256-x", "a", "c2VjcmV0"},
                                         {"hmac-sha256", "a..b", "c2VjcmV0"},
                                         {"hmac-sha256", "a", "c2Vj!"},
                                         {"hmac-sha256", "a", ""}}) {
    CAPTURE(algorithm);
    auto made = make_tsig_key(algorithm, name, secret);
    REQUIRE_FALSE(made);
    CHECK((made.error().text + made.error().hint).find("c2Vj") == std::string::npos);
  }
}

TEST_CASE("TSIG: what a reply can have wrong") {
  auto ours = key();
  auto query = signed_query(*ours);
  auto good = signed_reply(reply, *ours, query);
  CHECK(verify(ours, query, reply, now).kind == Kind::missing);
  CHECK(verify(ours, query, signed_reply(reply, *key("hmac-sha256", "b3RoZXI="), query), now).kind ==
        Kind::bad_mac);
  CHECK(verify(ours, query, signed_reply(reply, *key("hmac-sha512"), query), now).kind == Kind::other_key);
  CHECK(
      verify(ours, query, signed_reply(reply, *key("hmac-sha256", "c2VjcmV0", "other."), query), now).kind ==
      Kind::other_key);
  CHECK(verify(ours, query, signed_reply(reply, *key("hmac-sha256-128"), query), now).kind ==
        Kind::short_mac);
  CHECK(verify(ours, query, good, now + std::chrono::seconds(300)).kind == Kind::good);
  CHECK(verify(ours, query, good, now + std::chrono::seconds(301)).kind == Kind::bad_time);
  CHECK(verify(ours, query, good, now - std::chrono::seconds(301)).kind == Kind::bad_time);
  CHECK(verify(ours, plain_query(), good, now).kind == Kind::bad_mac);
  auto changed = good;
  changed[test::first_record + 9 + 10] ^= 1;
  CHECK(verify(ours, query, changed, now).kind == Kind::bad_mac);
  auto other_id = good;
  other_id[0] ^= 1;  // a forwarder may change it: the original one is in the record
  CHECK(verify(ours, query, other_id, now).kind == Kind::good);
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK(verify(ours, query, ByteView(good).first(size), now).kind == Kind::missing);
}

TEST_CASE("TSIG: of many messages, not each is signed") {
  auto ours = key();
  auto query = signed_query(*ours);
  auto first = signed_reply(reply, *ours, query);
  std::vector<Bytes> between(99, reply);
  auto last = signed_reply(reply, *ours, first, between, false);
  TsigVerifier verifier(ours, query);
  CHECK_FALSE(verifier.up_to_date());
  CHECK(verifier.take(first, now)->kind == Kind::good);
  for (const auto& message : between) CHECK_FALSE(verifier.take(message, now));
  CHECK_FALSE(verifier.up_to_date());
  auto unsigned_too_long = TsigVerifier(ours, query);
  CHECK(verifier.take(last, now)->kind == Kind::good);
  CHECK(verifier.up_to_date());
  CHECK(unsigned_too_long.take(first, now)->kind == Kind::good);
  for (int i = 0; i < 99; ++i) CHECK_FALSE(unsigned_too_long.take(reply, now));
  CHECK(unsigned_too_long.take(reply, now)->kind == Kind::missing);
}

TEST_CASE("TSIG: one of many messages that is lost, added or changed is found out") {
  auto ours = key();
  auto query = signed_query(*ours);
  auto first = signed_reply(reply, *ours, query);
  auto last = signed_reply(reply, *ours, first, {&reply, 1}, false);
  auto kind = [&](const std::vector<Bytes>& messages) {
    TsigVerifier verifier(ours, query);
    std::optional<TsigVerdict> verdict;
    for (const auto& message : messages) verdict = verifier.take(message, now);
    return verdict->kind;
  };
  CHECK(kind({first, reply, last}) == Kind::good);
  CHECK(kind({first, last}) == Kind::bad_mac);
  CHECK(kind({first, reply, reply, last}) == Kind::bad_mac);
  CHECK(kind({first, test::message_of("example. 300 IN A 192.0.2.2"), last}) == Kind::bad_mac);
  CHECK(kind({reply, first}) == Kind::bad_mac);
}

}  // namespace edig::dns
