// What was seen of one server, and which obstacles say something of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/destinations.h"

namespace edig::services {

/// Of one destination. What the server said is foreign text.
struct Sight {
  enum class Obstacle {
    none,
    special_address,  // nobody connects there
    no_route,         // from here
    no_time,          // was left
    no_reply,         // in time, at whichever stage: it may be lost on the way
    no_connection,    // for `reason`
    refused,          // by the mail server, in SMTP
    no_starttls,
    bad_smtp,     // what it says is no SMTP, or goes on out of its turn: `reason`
    tls,          // the handshake
    no_protocol,  // it speaks none of those that were offered (ALPN)
    bad_http,     // `reason`: "malformed", "too-large", "ended"
  };
  Destination destination;
  Obstacle obstacle = Obstacle::none;
  std::string reason = {};
  std::vector<Bytes> certificates = {};
  bool verified = false;  // by CAs, for the host's name
  std::string doubt = {};
  int status = 0;  // of HTTP
  std::string content_type = {}, location = {}, body = {};

  bool has(Obstacle expected) const { return obstacle == expected; }
};
std::string_view name(Sight::Obstacle obstacle);  // "seen", "special-address" ...

/// A finding about the server, with the slots `address`, `failure`, `reason` and `doubt`. `owner`: the domain
/// that led there.
Finding finding_of(const Sight& sight, const dns::Name& owner, Kind kind, Values more = {});

/// Where nobody connected, or no way led there: says so, and that nothing is known.
bool judge_unseen(Judgement& judgement, const Sight& sight, const dns::Name& owner);

/// Whether a policy was had (its text is the body), and why not (RFC 8461 section 3.3).
Judgement judge_policy_sight(const Sight& sight, const dns::Name& domain);

}  // namespace edig::services
