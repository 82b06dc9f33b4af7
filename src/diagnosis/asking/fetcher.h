// The diagnosis room's only window on the world: it asks questions and gets replies, and does not know how.
//
// A batch is asked all at once, so that a diagnosis takes a handful of round trips and not one per record.
// main gives a Fetcher over the transport room; tests give canned replies.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "diagnosis/asking/cost.h"
#include "dns/message.h"
#include "dns/types.h"

namespace edig::diagnosis {

/// One question to one server.
struct Ask {
  dns::Question question;
  /// Address of an authoritative server, asked directly; empty: the resolver the user asked.
  std::string server;
  bool rd = true;  // recursion desired
  bool cd = true;  // checking disabled: the data, valid or not
  bool dnssec_ok = true;
  bool edns = true;
  bool tcp = false;
  bool cookie = false;         // with a client cookie (RFC 7873), of which the server may know nothing
  std::uint16_t udp_size = 0;  // 0: as the user has it

  /// How long to wait for the reply at the longest, and how often an authoritative server is asked over UDP
  /// meanwhile.
  std::chrono::milliseconds wait{2000};
  unsigned sends = 3;
};

struct Answer {
  Result<dns::Message> reply;
  double ms = 0;
  bool without_edns = false;  // to a query without EDNS, for the server gave nothing else
  /// With EDNS it gave not an error but nothing at all: the server, or what stands before it, drops such
  /// queries, or they were lost.
  bool after_silence = false;
  /// It is to the query without its options, which the server refused.
  bool without_options = false;
  /// How it came: over a connection; after a truncated one over UDP, which may be all that came.
  bool over_tcp = false, truncated = false;
  /// It was lost over UDP, however often it was sent, and came over TCP.
  bool lost_over_udp = false;
  /// Nothing was sent: for lack of time, by a bound, or since the address leads nowhere that edig goes. No
  /// server is to blame for what it was not asked.
  bool asked = true;

  /// A failure, or less than would have come had nothing been lost. Kept for the next inquiry, the bad luck
  /// of one would be the fault of many.
  bool may_be_chance() const {
    if (!reply || !reply->is_whole() || after_silence || lost_over_udp) return true;
    return reply->rcode != dns::rcode::noerror && reply->rcode != dns::rcode::nxdomain;
  }
  /// Not all of a reply came while it was waited for.
  bool ran_out() const {
    if (reply) return false;
    return reply.error().kind == Error::Kind::timeout || reply.error().kind == Error::Kind::cut;
  }
};

class Fetcher {
 public:
  virtual ~Fetcher() = default;
  /// One Answer for each Ask, in order; all are asked at once. What has no answer by `deadline`, or after the
  /// ask's own time, fails with kind timeout.
  virtual std::vector<Answer> fetch(std::span<const Ask> asks,
                                    std::chrono::steady_clock::time_point deadline) = 0;
  /// Asks beside the batches that follow, none of which waits for it, and keeps the answer once it is there.
  virtual std::shared_ptr<const std::optional<Answer>> begin(const Ask& ask) {
    auto answers = fetch({&ask, 1}, std::chrono::steady_clock::now() + ask.wait);
    return std::make_shared<const std::optional<Answer>>(std::move(answers.front()));
  }
  /// All that it sent so far.
  virtual Traffic traffic() const = 0;
};

}  // namespace edig::diagnosis
