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

bool reports_error(const dns::Message& reply) {
  return reply.rcode != dns::rcode::noerror && reply.rcode != dns::rcode::nxdomain;
}

bool question_fits(const dns::Message& reply, const dns::Query& query) {
  if (reply.header.question_count == 0) return reports_error(reply);
  return reply.questions.size() == 1 && reply.questions.front() == query.question;
}

// The octets of the only question; nothing where there is another number of them.
std::optional<ByteView> question_octets(ByteView message) {
  constexpr std::size_t header_size = 12, count_offset = 4;
  if (Reader(message, count_offset).u16() != 1) return std::nullopt;
  Reader reader(message, header_size);
  for (;;) {
    auto length = reader.u8();
    if (!length || !reader.take(*length)) return std::nullopt;
    if (*length == 0) break;
  }
  if (!reader.u32()) return std::nullopt;  // type and class
  return message.subspan(header_size, reader.offset() - header_size);
}

bool same_but_for_case(ByteView one, ByteView other) {
  return std::ranges::equal(as_text(one), as_text(other), {}, ascii::to_lower, ascii::to_lower);
}

}  // namespace

bool may_match(ByteView message, ByteView sent, bool check_question) {
  constexpr std::uint8_t qr = 0x80, opcode = 0x78;
  if (message.size() < 12 || Reader(message).u16() != Reader(sent).u16()) return false;
  if (!(message[2] & qr) || ((message[2] ^ sent[2]) & opcode)) return false;
  bool has_no_question = message[4] == 0 && message[5] == 0;
  if (!check_question || has_no_question) return true;
  auto asked = question_octets(sent), answered = question_octets(message);
  return asked && answered && same_but_for_case(*asked, *answered);
}

bool matches(const dns::Message& reply, const dns::Query& query, std::uint16_t id, bool check_question) {
  const auto& header = reply.header;
  return header.id == id && header.qr && header.opcode == query.opcode &&
         (!check_question || question_fits(reply, query));
}

bool cookie_fits(const dns::Message& reply, const dns::Query& query) {
  const auto* sent = query.edns ? query.edns->find(dns::option::cookie) : nullptr;
  const auto* received = reply.edns ? reply.edns->find(dns::option::cookie) : nullptr;
  if (!sent || sent->data.size() < client_cookie_size || !received) return true;
  auto size = received->data.size();
  bool legal = size == client_cookie_size || (size >= min_cookie_size && size <= max_cookie_size);
  return legal &&
         std::equal(sent->data.begin(), sent->data.begin() + client_cookie_size, received->data.begin());
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
