#include "transport/match.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <system_error>

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

}  // namespace

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
