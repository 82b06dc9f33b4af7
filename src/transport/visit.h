// Looks at servers that are none of DNS: which certificates they show, by STARTTLS on port 25 (RFC 3207) and
// on port 443, and the policy of MTA-STS (RFC 8461 section 3.3). To no other port, and to the addresses that
// are given: whether those may be visited is for who gives them to know.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "transport/client.h"
#include "transport/http_get.h"
#include "transport/smtp_dialogue.h"
#include "transport/tls.h"

namespace edig::transport {

struct Visit {
  enum class Purpose {
    mail,      // port 25
    web,       // port 443
    policy,    // the same, and GET /.well-known/mta-sts.txt
    resolver,  // port 443, of DNS over HTTPS or TLS
  };
  Purpose purpose = Purpose::web;
  std::string host;  // that the certificate is to be for, without the final dot
  std::string sni;   // empty: the same
  std::string address;
};

struct Visited {
  std::optional<Error> error;           // of the connection, or of TLS
  bool begun = false;                   // there was time to connect
  bool tls_begun = false;               // the server is there, and willing
  std::optional<SmtpFault> smtp_fault;  // before TLS
  Shown shown;
  /// Of a policy: fetched only where the certificate is verified; no redirect is followed.
  HttpResponse http;
};

struct VisitRules {
  std::chrono::milliseconds timeout{10000};  // of one visit
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();  // of all
  std::string ca_file = {};  // empty: the system's CAs
  Family family = Family::any;
  std::string source_address = {};  // empty: the system chooses
};

/// All at once; one result each, in their order.
std::vector<Visited> visit(std::span<const Visit> visits, const VisitRules& rules);

}  // namespace edig::transport
