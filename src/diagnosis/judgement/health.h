// The health of a delegation: each server of a zone asked directly, what the parent and the zone itself say
// of them, and whether they agree.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnosis/asking/asker.h"
#include "diagnosis/asking/delegation.h"
#include "diagnosis/asking/source.h"
#include "diagnosis/judgement/answer.h"

namespace edig::diagnosis {

/// One address of one server, and how it did.
struct ServerState {
  dns::Name name;
  std::string address;
  bool at_parent = false, at_child = false;  // who names it
  /// Why it is of no use; empty where it answers with authority: "timeout", "refused", "REFUSED", "not
  /// authoritative", "refers upwards", "malformed" ...
  std::string failure;
  std::vector<std::uint16_t> says;  // INFO-CODEs in its reply
  std::optional<std::uint32_t> serial;
  bool without_edns = false;
  /// It was asked with EDNS and the DO bit, and its replies show that it knows neither: it can give no
  /// signatures. Not where queries with EDNS were lost.
  bool without_dnssec = false;
  bool without_tcp = false;
  const dns::Message* answer = nullptr;  // to the question
  bool refers = false;                   // it answers the question with a zone further down
  const dns::Message* keys = nullptr;    // its DNSKEY RRset

  bool good() const { return failure.empty(); }
  /// It was not asked, for a bound was reached.
  bool unknown() const;
  /// It was not asked, for its address leads nowhere.
  bool withheld() const;
  bool no_reply() const;
  /// It answers, without authority.
  bool no_authority() const { return failure == "not authoritative"; }
  /// "ns1.example. (192.0.2.1)"
  std::string text() const;
};

/// What one server of the parent says of the zone's DS.
struct ParentState {
  std::string address;
  const dns::Message* ds;
};

struct ZoneHealth {
  dns::Name zone;
  dns::Name parent;
  std::vector<ServerState> servers;
  std::vector<ParentState> parents;
  std::vector<NameServer> nowhere;  // names without an address
  std::vector<dns::Name> parent_ns, child_ns;
  std::size_t not_asked = 0;  // of the servers that are known
  bool asked = false;
  bool network_reached = false;  // a server of the zone or its parent gave some reply

  std::size_t good() const;
  bool dead() const;
};

/// Asks all servers of `zone`. `delegation`: what the parent says, where known. `names` looks up NS and
/// addresses. `question` is asked too, where its name lies in the zone. `above`: what is known of the
/// parent's own servers; their addresses are looked up where it holds none.
ZoneHealth check_health(const dns::Name& zone, Delegation above, const Delegation* delegation,
                        const dns::Question& question, Source& names, Asker& asker, const Budget& budget);

/// Whether an answer to a query with the DO bit shows that the server does not know what that is.
bool knows_no_dnssec(const Answer& answer);
/// Why an answer to `question` is not one with authority for `zone`; empty where it is.
std::string lameness(const Answer& answer, const dns::Name& zone, const dns::Question& question);
/// From a host without IPv6 nothing can be said of the IPv6 addresses of servers: leaves them out, where
/// others are there.
void forget_unreachable_family(ZoneHealth& health, const Asker& asker);

/// What is wrong with some of the servers: dead, lame, glue, NS that differ. Nothing of what they say.
std::vector<Finding> health_findings(const ZoneHealth& health);
/// Of a zone none of whose servers is good. `resolver_has_answer`: the resolver gives an answer all the same.
Finding dead_zone_finding(const ZoneHealth& health, bool resolver_has_answer);

}  // namespace edig::diagnosis
