// All that is known of one question: what was asked, how the exchange went, what the reply says and how far
// it can be trusted. Formatters are pure functions of it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/exit_status.h"
#include "diagnosis/judgement/comparison.h"
#include "diagnosis/judgement/diagnosis.h"
#include "dns/query.h"
#include "dns/tsig.h"
#include "ede/extended_error.h"
#include "report/trace.h"
#include "report/watched.h"
#include "transport/exchange.h"
#include "transport/traffic.h"

namespace edig::services {
struct Report;
}

namespace edig::report {

/// With +report: what a resolver would tell the agent of the zone's operator (RFC 9567).
struct ErrorReport {
  std::optional<std::uint16_t>
      info_code;                   // found by edig, else the server's first; nothing: there is no error
  std::optional<dns::Name> agent;  // named by the server, or one of the zone's; nothing: there is none
  std::optional<dns::Name> name;   // asked for with type TXT; nothing: no such query can be made
  std::optional<transport::Exchange> sent = {};  // with +report=send
};

/// With +ddr: who designated the server that was asked (RFC 9462 section 4).
struct Designation {
  std::string resolver;  // its address
  std::string target;    // the TargetName; foreign text
};

struct Report {
  dns::Query query;
  transport::Exchange exchange;
  std::vector<ede::ExtendedError> extended_errors;  // in the order of the reply
  ede::Channel channel = ede::Channel::plain;
  std::optional<diagnosis::Diagnosis> diagnosis;  // with +why
  std::optional<dns::TsigVerdict> tsig = {};      // of the reply to a signed query
  transport::Traffic traffic = {};                // of the exchange and all that went before it
  // With +compare: the report of each server, this one's among them, and what they mean together.
  std::vector<Report> sides = {};
  std::optional<diagnosis::SideBySide> comparison = {};
  std::optional<ErrorReport> error_report = {};
  std::vector<Report> searched = {};    // with +showsearch: of the names that were asked for before this one
  std::optional<Watched> watched = {};  // with +watch
  std::optional<Designation> designation = {};
  std::optional<Trace> trace = {};                        // with +trace; this one is the last step's
  std::optional<NsSearch> nssearch = {};                  // with +nssearch
  std::shared_ptr<const services::Report> services = {};  // with +services
};

/// Decodes the extended errors of `exchange`, judges its channel, and verifies its TSIG.
Report make_report(dns::Query query, transport::Exchange exchange);

/// What a resolver would report of it.
ErrorReport make_error_report(const Report& report);

/// The exit status that scripts rely on: 0, 2, 3 or 9 for one question (see edig(1), EXIT STATUS). Of servers
/// side by side: 3 where they disagree and should not, else the largest of theirs. With +services: 3 where an
/// application is broken.
int exit_status(const Report& report);
/// The same of the reply alone, whatever +services found.
int status_of_reply(const Report& report);
/// The same as dig has it: 0 for whatever reply.
int dig_exit_status(const Report& report);
/// What of a reply that came is not as it is to be, so that it never counts as good: it is cut short, or
/// malformed. One line; empty where there is nothing.
std::string defect(const Report& report);

}  // namespace edig::report
