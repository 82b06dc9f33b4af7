#include "transport/match.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "base/ascii.h"
#include "dns/types.h"
#include "transport/cookies.h"

namespace edig::transport {
namespace {

constexpr std::uint8_t qr_bit = 0x80, opcode_bits = 0x78;

bool reports_error(const dns::Message& reply) {
  return reply.rcode != dns::rcode::noerror && reply.rcode != dns::rcode::nxdomain;
}

bool question_fits(const dns::Message& reply, const dns::Query& query) {
  if (query.header_only) return true;
  if (reply.header.question_count == 0) return reports_error(reply);
  return reply.questions.size() == 1 && reply.questions.front() == query.question;
}

// The octets of the only question; nothing where there is another number of them.
std::optional<ByteView> question_octets(ByteView message) {
  constexpr std::size_t count_offset = 4;
  if (Reader(message, count_offset).u16() != 1) return std::nullopt;
  Reader reader(message, dns::header_size);
  for (;;) {
    auto length = reader.u8();
    if (!length || !reader.take(*length)) return std::nullopt;
    if (*length == 0) break;
  }
  if (!reader.u32()) return std::nullopt;  // type and class
  return message.subspan(dns::header_size, reader.offset() - dns::header_size);
}

// "www.example./A/IN"; empty where there is not one question, or a broken one.
std::string question_text(ByteView message) {
  auto octets = question_octets(message);
  auto name = octets ? dns::Name::from_wire(*octets) : std::nullopt;
  if (!name) return {};
  Reader rest(*octets, name->wire().size());
  auto type = rest.u16();
  auto cls = rest.u16();
  return name->text() + '/' + dns::type_text(type.value_or(0)) + '/' + dns::class_text(cls.value_or(0));
}

std::string opcode_of(ByteView message) {
  return dns::opcode_text(static_cast<std::uint8_t>((message[2] & opcode_bits) >> 3));
}

bool same_but_for_case(ByteView one, ByteView other) {
  return std::ranges::equal(as_text(one), as_text(other), {}, ascii::to_lower, ascii::to_lower);
}

}  // namespace

bool may_match(ByteView message, ByteView sent, bool check_question) {
  if (message.size() < dns::header_size || Reader(message).u16() != Reader(sent).u16()) return false;
  if (!(message[2] & qr_bit) || ((message[2] ^ sent[2]) & opcode_bits)) return false;
  bool has_no_question = message[4] == 0 && message[5] == 0;
  if (!check_question || has_no_question) return true;
  auto asked = question_octets(sent), answered = question_octets(message);
  if (!asked) return true;  // only the header was sent
  return asked && answered && same_but_for_case(*asked, *answered);
}

std::optional<Mismatch> find_mismatch(ByteView message, ByteView sent, bool check_question) {
  using Kind = Mismatch::Kind;
  if (message.size() < dns::header_size) return Mismatch{Kind::too_short, {}, std::to_string(message.size())};
  auto id = *Reader(message).u16(), expected_id = *Reader(sent).u16();
  if (id != expected_id) return Mismatch{Kind::id, std::to_string(expected_id), std::to_string(id)};
  if (!(message[2] & qr_bit)) return Mismatch{Kind::no_response, {}, {}};
  if ((message[2] ^ sent[2]) & opcode_bits)
    return Mismatch{Kind::opcode, opcode_of(sent), opcode_of(message)};
  auto asked = question_text(sent), answered = question_text(message);
  if (!check_question || asked == answered) return std::nullopt;
  return Mismatch{Kind::question, asked, answered};
}

void note_mismatch(Exchange& exchange, ByteView message, ByteView sent, bool check_question) {
  if (exchange.mismatches.size() >= max_mismatches) return;
  auto mismatch = find_mismatch(message, sent, check_question);
  if (mismatch) exchange.mismatches.push_back(std::move(*mismatch));
}

bool matches(const dns::Message& reply, const dns::Query& query, std::uint16_t id, bool check_question) {
  const auto& header = reply.header;
  return header.id == id && header.qr && header.opcode == query.opcode &&
         (!check_question || question_fits(reply, query));
}

bool cookie_fits(const dns::Message& reply, const dns::Query& query) {
  const auto* sent = query.edns ? query.edns->find(dns::option::cookie) : nullptr;
  const auto* received = reply.edns ? reply.edns->find(dns::option::cookie) : nullptr;
  return !sent || !received || cookie_fits(ByteView(received->data), ByteView(sent->data));
}

bool cookie_fits(ByteView received, ByteView sent) {
  if (sent.size() < client_cookie_size) return true;
  auto size = received.size();
  bool legal = size == client_cookie_size || (size >= min_cookie_size && size <= max_cookie_size);
  return legal && std::equal(sent.begin(), sent.begin() + client_cookie_size, received.begin());
}

std::uint16_t random_id() {
  thread_local std::array<std::uint16_t, 128> pool;
  thread_local std::size_t left = 0;
  if (left == 0) {
    if (::getrandom(pool.data(), sizeof pool, 0) != static_cast<ssize_t>(sizeof pool))
      throw std::system_error(errno, std::generic_category(), "getrandom");
    left = pool.size();
  }
  return pool[--left];
}

}  // namespace edig::transport
