// What a walk along the chain of trust brought to light, as it grows.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diagnosis/judgement/answer.h"
#include "diagnosis/judgement/diagnosis.h"

namespace edig::diagnosis {

struct Walk {
  Status status = Status::indeterminate;
  std::vector<Link> chain;
  std::vector<Finding> findings;
  LastRRset answer;
  /// The zones that were looked into, as they ended up, in the order of the walk; the last holds the answer.
  std::vector<ZoneTrust> zones;
  /// Each name of the chain of aliases, and the zone it lives in.
  struct Hop {
    dns::Name zone;
    dns::Question question;
  };
  std::vector<Hop> hops;
  /// The question about the last name of the chain of aliases.
  dns::Question last;
  /// Evidence that could not be had, and why.
  std::vector<std::pair<dns::Question, std::string>> undelivered;
  /// What of the answers was judged: the rest of a reply is not part of what it proves.
  std::set<std::pair<dns::Name, std::uint16_t>> covered;
  /// The CNAMEs that the DNAMEs make (RFC 6672 section 3.1).
  std::vector<dns::Record> synthesized;
  /// The reply that answers the question of the user.
  const dns::Message* message = nullptr;
  /// Where it does not hold all that its aliases lead to: the replies about the rest, in that order.
  std::vector<const dns::Message*> further;
  /// The resolver denies a name that it answers for, or one above it. Whose contradiction that is only the
  /// zone's servers can tell.
  bool contradictory = false;
  /// NXDOMAIN came, and what came with it proves that the name is there.
  bool name_exists = false;
  /// The name does not exist, in the compact way: NOERROR and NXDOMAIN say the same (RFC 9824).
  bool compact = false;

  bool faulty() const;
  /// What is asked in this zone: about the first name of the chain of aliases that lives there.
  const dns::Question& question_in(const dns::Name& zone) const;
  /// Of a zone that was looked into; null for another.
  const ZoneTrust* trust_of(const dns::Name& zone) const;
  /// `message` and what is `further` in one, as a resolver has it (RFC 1034 section 5.3.3), with no record in
  /// its answer section but those that were judged, and their signatures, and the RCODE that they prove.
  dns::Message proven() const;

  /// A zone's second fault of the same kind is the first one seen again.
  void add(Finding finding);
  void visit(const ZoneTrust& trust);
  /// Keeps an RRset and its signatures with the zone's link.
  void look_at(const dns::Name& zone, const RRsetVerdict& verdict);
  /// Keeps what the zone's part of the answer holds and nothing was held against, and where its aliases lead.
  void show(const dns::Name& zone, const AnswerVerdict& verdict, const dns::Message& in);
  void miss(const dns::Question& question, std::string_view why);
  /// Signatures or proofs were looked for in a reply: whether it could hold any is noted.
  void expect_dnssec(const dns::Question& question, const dns::Message& in);
};

/// The highest TTLs that the signatures among `records` allow, by owner and type (RFC 4035 section 5.3.3).
using SignedTtls = std::map<std::pair<dns::Name, std::uint16_t>, std::uint32_t>;
SignedTtls signed_ttls(const std::vector<dns::Record>& records);
/// The signatures that were looked at, as values.
std::vector<Link::Signature> signatures_of(const RRsetVerdict& verdict);
/// The RRset itself, without them.
Link::Set set_of(const RRsetVerdict& verdict);

}  // namespace edig::diagnosis
