// The cookies that servers gave (RFC 7873 section 5): kept for the next question to the same server.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "dns/query.h"
#include "transport/exchange.h"

namespace edig::transport {

inline constexpr std::size_t client_cookie_size = 8, min_cookie_size = 16, max_cookie_size = 40;

/// At random (RFC 9018 section 3). Throws std::system_error where the system has no randomness to give.
Bytes new_client_cookie();

class Cookies {
 public:
  /// Adds the server's cookie to the query's client cookie, where one is known and the query has none.
  void complete(dns::Query& query, const Server& server) const;
  /// Puts the server's present cookie into the query, whatever it had; false when none is known.
  bool renew(dns::Query& query, const Server& server) const;
  /// Keeps the server's cookie from its reply to `query`.
  void learn(const dns::Message& reply, const dns::Query& query, const Server& server);

 private:
  using Key = std::pair<std::string, std::uint16_t>;  // host and port
  std::map<Key, Bytes> cookies_;                      // client and server cookie, as they travel
};

}  // namespace edig::transport
