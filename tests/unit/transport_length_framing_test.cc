#include <doctest/doctest.h>

#include "transport_question.h"

using namespace edig;
using namespace edig::transport;

namespace {

Bytes frames_of(Bytes message) {
  message.insert(message.begin(),
                 {static_cast<std::uint8_t>(message.size() >> 8), static_cast<std::uint8_t>(message.size())});
  return message;
}

// The query as the server would send it back.
Bytes answer(const Question& question) {
  auto message = question.exchange.sent;
  message[2] |= 0x80;
  return frames_of(message);
}

}  // namespace

TEST_CASE("replies in any order find their questions") {
  auto framing = length_framing();
  Question first("a.example."), second("b.example.");
  framing->put(first.pending);
  framing->put(second.pending);
  // Each in a write of its own.
  CHECK(framing->output() == frames_of(first.exchange.sent));
  CHECK(framing->output() == frames_of(second.exchange.sent));
  CHECK(framing->output().empty());

  CHECK(framing->take(answer(second)));
  CHECK(second.exchange.reply);
  CHECK(!first.exchange.reply);
  CHECK(framing->take(answer(first)));
  CHECK(first.exchange.reply);
  CHECK(first.settled == 1);
  CHECK(framing->replies() == 2);
}

TEST_CASE("replies in pieces, and several in one piece") {
  auto framing = length_framing();
  Question first("a.example."), second("b.example.");
  framing->put(first.pending);
  framing->put(second.pending);
  auto both = answer(first), other = answer(second);
  both.insert(both.end(), other.begin(), other.end());
  for (std::size_t i = 0; i + 1 < both.size(); ++i) CHECK(framing->take(ByteView(both).subspan(i, 1)));
  CHECK(first.exchange.reply);
  CHECK(!second.exchange.reply);
  CHECK(framing->take(ByteView(both).last(1)));
  CHECK(second.exchange.reply);
}

TEST_CASE("frames that answer nothing are dropped and counted") {
  auto framing = length_framing();
  Question question("a.example.");
  framing->put(question.pending);
  auto other = answer(question);
  other[2] ^= 0xff;  // another ID
  CHECK(framing->take(frames_of({})));
  CHECK(framing->take(frames_of({1})));
  CHECK(framing->take(other));
  CHECK(framing->take(frames_of(question.exchange.sent)));  // the query, not a reply
  CHECK(framing->take(answer(question)));
  CHECK(question.exchange.reply);
  CHECK(question.exchange.dropped == 4);
}

TEST_CASE("a reply that comes too late bothers nobody") {
  auto framing = length_framing();
  Question late("a.example."), other("b.example.");
  framing->put(late.pending);
  framing->put(other.pending);
  framing->forget(late.pending);
  CHECK(framing->take(answer(late)));
  CHECK(late.settled == 0);
  CHECK(other.exchange.dropped == 0);
}

TEST_CASE("the end of the connection settles what is left") {
  auto framing = length_framing();
  Question question("a.example.");
  framing->put(question.pending);
  framing->end({Error::Kind::closed, "closed", {}});
  REQUIRE(question.settled == 1);
  CHECK(question.exchange.reply.error().kind == Error::Kind::closed);
}

TEST_CASE("how much of a reply has come is told of the question that it belongs to") {
  auto framing = length_framing();
  Question first("a.example."), second("b.example.");
  framing->put(first.pending);
  framing->put(second.pending);
  auto part = [&](const Question& question) { return framing->part_of(question.pending).value_or(Part{}); };
  auto octets = answer(second);
  auto piece = [&](std::size_t from, std::size_t to) {
    CHECK(framing->take(ByteView(octets).subspan(from, to - from)));
  };
  piece(0, 1);
  CHECK_FALSE(framing->part_of(first.pending));
  piece(1, 3);
  CHECK(part(first).came == 1);  // whose it is, is not known yet
  CHECK(part(second).came == 1);
  piece(3, 12);
  CHECK_FALSE(framing->part_of(first.pending));
  CHECK(part(second).came == 10);
  CHECK(part(second).promised == octets.size() - 2);
  framing->end({Error::Kind::closed, "closed", {}});
  CHECK(part(second).came == 10);
}

TEST_CASE("what has gone out is counted, and what nobody waits for any more does not go out") {
  auto framing = length_framing();
  Question first("a.example."), second("b.example."), third("c.example.");
  framing->put(first.pending);
  framing->put(second.pending);
  framing->put(third.pending);
  CHECK(framing->sent() == Traffic{});
  framing->output();
  framing->forget(second.pending);
  CHECK(framing->output() == frames_of(third.exchange.sent));
  CHECK(framing->output().empty());
  CHECK(framing->sent() == Traffic{2, first.exchange.sent.size() + third.exchange.sent.size(), 0});
}

TEST_CASE("what belongs to nobody is told of each question that waited for it") {
  auto framing = length_framing();
  Question first("a.example."), second("b.example."), third("c.example.");
  framing->put(first.pending);
  CHECK(framing->take(frames_of({})));
  framing->put(second.pending);
  CHECK(framing->take(frames_of({})));
  framing->forget(first.pending);
  CHECK(first.exchange.dropped == 2);
  CHECK(framing->take(frames_of({})));
  framing->put(third.pending);
  framing->end({Error::Kind::closed, "closed", {}});
  CHECK(second.exchange.dropped == 2);
  CHECK(third.exchange.dropped == 0);
}
