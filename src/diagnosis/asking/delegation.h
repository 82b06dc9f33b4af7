// A delegation (RFC 9499 section 7): the servers that a zone's parent names, and where they are.
#pragma once

#include <string>
#include <vector>

#include "dns/message.h"

namespace edig::diagnosis {

struct NameServer {
  dns::Name name;
  std::vector<std::string> addresses;  // IPv4 first
  bool glue = false;                   // the addresses came with the delegation
  bool alias = false;  // the name has a CNAME, as none of a server may (RFC 2181 section 10.3)
  /// Why there is no address: "no such name", "no address", "no glue", "no planned address", "circle",
  /// "endless", "unresolved".
  std::string trouble;
  std::string failure = {};  // where it is unresolved: of the question for it
};

struct Delegation {
  dns::Name zone;
  std::vector<NameServer> servers;
  bool resolved = false;  // addresses of servers without glue were looked for
  bool planned = false;   // given beforehand, and not by the parent (planned_delegation.h)

  std::vector<std::string> addresses() const;
};

/// From NS records of `zone` in one section and the addresses in another.
Delegation read_delegation(const dns::Name& zone, const std::vector<dns::Record>& ns,
                           const std::vector<dns::Record>& addresses);

/// What a reply of a server that was made responsible for a zone is worth.
enum class ReplyKind {
  answer,        // with authority
  referral,      // to a zone further down
  upward,        // to a zone that is not further down
  no_authority,  // an answer, AA not set
  failure,       // another RCODE, or no reply
};
ReplyKind classify(const dns::Message& message, const dns::Name& zone, const dns::Question& question);
/// The zone that a referral leads to.
dns::Name referred_zone(const dns::Message& message);

}  // namespace edig::diagnosis
