#include "transport/cookies.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "transport/match.h"

namespace edig::transport {
namespace {

dns::Option* cookie_option(dns::Query& query) {
  if (!query.edns) return nullptr;
  auto found = std::ranges::find(query.edns->options, dns::option::cookie, &dns::Option::code);
  return found == query.edns->options.end() ? nullptr : &*found;
}

}  // namespace

Bytes new_client_cookie() {
  Bytes cookie(client_cookie_size);
  if (::getrandom(cookie.data(), cookie.size(), 0) != static_cast<ssize_t>(cookie.size()))
    throw std::system_error(errno, std::generic_category(), "getrandom");
  return cookie;
}

void Cookies::complete(dns::Query& query, const Server& server) const {
  const auto* option = cookie_option(query);
  if (option && option->data.size() == client_cookie_size) renew(query, server);
}

bool Cookies::renew(dns::Query& query, const Server& server) const {
  auto* option = cookie_option(query);
  auto known = cookies_.find({server.host, server.port});
  if (!option || known == cookies_.end() || option->data.size() < client_cookie_size) return false;
  const auto& cookie = known->second;
  if (!std::equal(cookie.begin(), cookie.begin() + client_cookie_size, option->data.begin())) return false;
  option->data = cookie;
  return true;
}

void Cookies::learn(const dns::Message& reply, const dns::Query& query, const Server& server) {
  const auto* sent = query.edns ? query.edns->find(dns::option::cookie) : nullptr;
  const auto* received = reply.edns ? reply.edns->find(dns::option::cookie) : nullptr;
  if (!sent || !received || received->data.size() < min_cookie_size || !cookie_fits(reply, query)) return;
  cookies_[{server.host, server.port}] = received->data;
}

}  // namespace edig::transport
