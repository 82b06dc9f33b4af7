// The HTTP response that holds a DNS message (RFC 8484 section 4.2), or why it holds none.
#pragma once

#include <string>
#include <string_view>

#include "transport/exchange.h"
#include "transport/framing.h"

namespace edig::transport {

inline constexpr std::string_view dns_message_type = "application/dns-message";

/// As far as it has come. Fields are printable and cut to 256 octets.
struct DohResponse {
  int status = 0;
  std::string content_type, location;
  Bytes body;

  /// Takes a header field; only those above are kept.
  void take_field(std::string_view name, std::string_view value);
  /// Whether there is room for it: false beyond the 65535 octets of a DNS message.
  bool take_body(ByteView bytes);
};

/// Why it can hold no DNS message: another status than 2xx, another content type.
std::optional<Error> unfit(const DohResponse& response, const Peer& peer);
/// The reply to `question`. Errors: another status than 2xx, another content type, no DNS message, another
/// question's.
Result<Reply> read_response(const DohResponse& response, const Pending& question, const Peer& peer);
/// `peer` "sent more than ...".
Error bad_response(const Peer& peer, const std::string& what, std::string hint = {});
/// ASCII, at most 256 octets of it; what is not printable as '?'.
std::string printable_field(std::string_view text);

}  // namespace edig::transport
