// What was seen of the servers that the records lead to, held against them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "services/dane_match.h"
#include "services/destinations.h"

namespace edig::services {

/// Of one destination. What the server said is foreign text.
struct Sight {
  enum class Obstacle {
    none,
    no_connection,  // for `reason`
    refused,        // by the mail server, in SMTP
    no_starttls,
    bad_smtp,  // what it says is no SMTP, or goes on out of its turn: `reason`
    tls,       // the handshake
    bad_http,  // `reason`: "malformed", "too-large", "ended"
  };
  Destination destination;
  Obstacle obstacle = Obstacle::none;
  std::string reason;
  std::vector<Bytes> certificates = {};
  bool verified = false;  // by CAs, for the host's name
  std::string doubt = {};
  int status = 0;  // of HTTP
  std::string content_type = {}, location = {}, body = {};
};

struct MailSight {
  std::optional<DaneMatch> dane;  // where there are usable TLSA records
  Judgement judgement = {};
};

/// `dane` and `policy` of the exchange's domain; null: there is none.
MailSight judge_mail_sight(const Sight& sight, const dns::Name& domain, const DaneHost* dane,
                           const MtaStsPolicy* policy, std::chrono::sys_seconds now);

/// Whether a policy was had (its text is the body), and why not (RFC 8461 section 3.3).
Judgement judge_policy_sight(const Sight& sight);

}  // namespace edig::services
