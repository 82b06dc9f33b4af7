// The health of a delegation: each server of a zone asked directly, what the parent and the zone itself say
// of them, and whether they agree.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/asking/asker.h"
#include "diagnosis/asking/delegation.h"
#include "diagnosis/asking/source.h"
#include "diagnosis/judgement/answer.h"
#include "diagnosis/judgement/server_state.h"
#include "diagnosis/judgement/wording.h"

namespace edig::diagnosis {

/// What one server of the parent says of the zone's DS.
struct ParentState {
  std::string address;
  const dns::Message* ds;
  const dns::Message* referral = nullptr;  // that it gives for the zone
};

using Servers = std::vector<const ServerState*>;

struct ZoneHealth {
  dns::Name zone;
  dns::Name parent;
  std::vector<ServerState> servers;
  std::vector<ParentState> parents;
  std::vector<NameServer> nowhere;  // names without an address
  std::vector<dns::Name> parent_ns, child_ns;
  bool planned = false;            // it is judged by a planned delegation, which then counts as the parent's
  std::vector<dns::Name> aliases;  // names of servers that have a CNAME
  std::size_t not_asked = 0;       // of the servers that are known
  bool asked = false;
  /// The addresses of the servers' names are from authoritative servers, and not a resolver's word.
  bool names_by_servers = false;
  double quickest_of_all_ms = 0;  // reply of any authoritative server
  bool network_reached = false;   // a server of the zone or its parent gave some reply
  bool out_of_reach = false;      // the servers have IPv6 addresses only, and this host has no IPv6

  std::size_t good() const;
  bool dead() const;
};

/// Asks all servers of `zone`. `delegation`: what the parent says, where known. `names` looks up NS and
/// addresses. `question` is asked too, where its name lies in the zone. `above`: what is known of the
/// parent's own servers; their addresses are looked up where it holds none.
ZoneHealth check_health(const dns::Name& zone, Delegation above, const Delegation* delegation,
                        const dns::Question& question, Source& names, Asker& asker, const Budget& budget);

/// From a host without IPv6 nothing can be said of the IPv6 addresses of servers: leaves them out, where
/// others are there, and notes it where there are none.
void forget_unreachable_family(ZoneHealth& health, const Asker& asker);

/// What is wrong with some of the servers: dead, lame, glue, NS that differ. Nothing of what they say.
/// `keys_matter`: the zone is signed, as far as is known.
std::vector<Finding> health_findings(const ZoneHealth& health, bool keys_matter = true);
/// A warning about these of the zone's servers, which are all of the good ones or some: "{who}" in its text.
Finding about_servers(const Servers& servers, const ZoneHealth& health, FindingKind kind,
                      std::string_view variant, Values values);
/// Of a zone none of whose servers is good. `resolver_has_answer`: the resolver gives an answer all the same.
Finding dead_zone_finding(const ZoneHealth& health, bool resolver_has_answer);

}  // namespace edig::diagnosis
