// The HTTP request for a DNS message (RFC 8484 section 4.1).
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "transport/server.h"

namespace edig::transport {

/// Without padding (RFC 4648 section 5).
std::string base64url(ByteView bytes);

/// `path` with what its template at the end, {?dns} or {&dns}, stands for: the message for GET, nothing for
/// POST. For GET a path without a template gets the parameter all the same.
std::string request_path(const HttpPolicy& policy, ByteView message);

/// The URL's host, in brackets where it is an IPv6 address, and its port unless that is 443.
std::string authority(const Server& server);

}  // namespace edig::transport
