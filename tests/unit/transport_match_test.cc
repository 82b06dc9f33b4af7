#include <doctest/doctest.h>

#include <set>

#include "dns/types.h"
#include "transport/match.h"

using namespace edig;
using namespace edig::transport;

namespace {

dns::Question question(std::string_view name, std::uint16_t type = dns::type::a) {
  return {*dns::Name::parse(name), type, dns::cls::in};
}

dns::Query query() {
  dns::Query query;
  query.question = question("www.example.");
  return query;
}

dns::Message reply(std::vector<dns::Question> questions) {
  dns::Message reply;
  reply.header.id = 7;
  reply.header.qr = true;
  reply.header.question_count = static_cast<std::uint16_t>(questions.size());
  reply.questions = std::move(questions);
  return reply;
}

dns::Query query_with_cookie(Bytes cookie) {
  auto asking = query();
  asking.edns->options.push_back({dns::option::cookie, std::move(cookie)});
  return asking;
}

dns::Message reply_with_cookie(Bytes cookie) {
  auto answer = reply({question("www.example.")});
  answer.edns = dns::Edns{};
  answer.edns->options.push_back({dns::option::cookie, std::move(cookie)});
  return answer;
}

}  // namespace

TEST_CASE("a reply repeats ID and question, whatever the letters' case") {
  auto good = reply({question("WWW.eXample.")});
  CHECK(matches(good, query(), 7, true));
  CHECK(!matches(good, query(), 8, true));
  CHECK(!matches(reply({question("www.example.", dns::type::aaaa)}), query(), 7, true));
  CHECK(!matches(reply({question("www2.example.")}), query(), 7, true));
  CHECK(!matches(reply({question("www.example."), question("www.example.")}), query(), 7, true));
  CHECK(matches(reply({question("www2.example.")}), query(), 7, false));
}

TEST_CASE("a query is no reply, nor is a reply to another OPCODE") {
  auto echo = reply({question("www.example.")});
  echo.header.qr = false;
  CHECK(!matches(echo, query(), 7, true));
  auto notify = reply({question("www.example.")});
  notify.header.opcode = 4;
  CHECK(!matches(notify, query(), 7, true));
}

TEST_CASE("only a reply that reports an error may lack the question") {
  auto bare = reply({});
  CHECK(!matches(bare, query(), 7, true));
  bare.rcode = dns::rcode::nxdomain;
  CHECK(!matches(bare, query(), 7, true));
  for (auto rcode : {dns::rcode::formerr, dns::rcode::notimp, dns::rcode::refused, dns::rcode::badvers}) {
    bare.rcode = rcode;
    CHECK(matches(bare, query(), 7, true));
  }
  auto broken = reply({});
  broken.header.question_count = 1;  // promised, unreadable
  broken.rcode = dns::rcode::formerr;
  CHECK(!matches(broken, query(), 7, true));
}

TEST_CASE("a cookie that comes back is the one that was sent") {
  Bytes client{1, 2, 3, 4, 5, 6, 7, 8}, full = client, other(16, 9);
  full.resize(24, 5);
  auto asking = query_with_cookie(client);
  CHECK(cookie_fits(reply({question("www.example.")}), asking));
  CHECK(cookie_fits(reply_with_cookie(full), asking));
  CHECK(cookie_fits(reply_with_cookie(client), asking));
  CHECK(!cookie_fits(reply_with_cookie(other), asking));
  CHECK(!cookie_fits(reply_with_cookie(Bytes(full.begin(), full.begin() + 12)), asking));
  CHECK(!cookie_fits(reply_with_cookie({}), asking));
  CHECK(cookie_fits(reply_with_cookie(other), query()));
}

TEST_CASE("what of a message does not fit is told") {
  auto sent = dns::encode(query(), 7);
  auto changed = [&](std::size_t at, std::uint8_t octet) {
    auto message = sent;
    message[2] |= 0x80;
    message[at] = octet;
    return find_mismatch(message, sent, true);
  };
  using enum Mismatch::Kind;
  CHECK(find_mismatch(Bytes(5), sent, true) == Mismatch{too_short, "", "5"});
  CHECK(changed(1, 9) == Mismatch{Mismatch::Kind::id, "7", "9"});
  CHECK(find_mismatch(sent, sent, true) == Mismatch{no_response, "", ""});
  CHECK(changed(2, 0xa8) == Mismatch{opcode, "QUERY", "UPDATE"});
  CHECK(changed(13, 'x') == Mismatch{Mismatch::Kind::question, "www.example./A/IN", "xww.example./A/IN"});
  CHECK(changed(5, 0) == Mismatch{Mismatch::Kind::question, "www.example./A/IN", ""});
  Exchange flooded;
  for (int i = 0; i < 100; ++i) note_mismatch(flooded, Bytes(5), sent, true);
  CHECK(flooded.mismatches.size() == max_mismatches);
}

TEST_CASE("random IDs are not all alike") {
  std::set<std::uint16_t> ids;
  for (int i = 0; i < 300; ++i) ids.insert(random_id());
  CHECK(ids.size() > 250);
}

TEST_CASE("what is not worth reading is told by its first octets") {
  dns::Query query;
  query.question = {*dns::Name::parse("www.example."), 1, 1};
  auto sent = dns::encode(query, 0x1234);
  auto reply = sent;
  reply[2] |= 0x80;
  CHECK(may_match(reply, sent, true));
  auto spoiled = [&](std::size_t at, std::uint8_t with) {
    auto message = reply;
    message[at] ^= with;
    return may_match(message, sent, true);
  };
  CHECK(!spoiled(0, 1));      // ID
  CHECK(!spoiled(2, 0x80));   // QR
  CHECK(!spoiled(2, 0x08));   // OPCODE
  CHECK(spoiled(2, 0x07));    // AA, TC, RD
  CHECK(spoiled(13, 0x20));   // letter case
  CHECK(!spoiled(13, 0x01));  // another name
  CHECK(!spoiled(12, 0x01));  // another length
  CHECK(!spoiled(26, 0x01));  // another type
  CHECK(!spoiled(5, 0x02));   // three questions
  CHECK(spoiled(5, 0x01));    // none: it may report an error
  auto other = reply;
  other[13] ^= 1;
  CHECK(may_match(other, sent, false));
  for (std::size_t size = 0; size < 12 + 17; ++size)
    CHECK(!may_match(ByteView(reply).first(size), sent, true));
}
