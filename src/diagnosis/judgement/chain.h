// Walks the chain of trust from the closest trust anchor down to a name, and along CNAME and DNAME to where
// it leads (RFC 4035 section 5), with evidence from a Source.
//
// A validator stops at the first link that fails. The walk goes on below it with the keys as they are
// published, for a fault that is independent of the first is worth a finding of its own; what only follows
// from it is not.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "diagnosis/asking/source.h"
#include "diagnosis/judgement/answer.h"
#include "diagnosis/judgement/diagnosis.h"
#include "diagnosis/validation/anchors.h"
#include "diagnosis/validation/zone_link.h"

namespace edig::diagnosis {

struct Walk {
  Status status = Status::indeterminate;
  std::vector<Link> chain;
  std::vector<Finding> findings;
  std::string answer;
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
  /// The reply that answers the question of the user.
  const dns::Message* message = nullptr;

  bool faulty() const;
  /// `message` with no record in its answer section but those that were judged, and their signatures.
  dns::Message proven() const;
  bool undelivered_at(const dns::Name& zone) const;
};

class Chain {
 public:
  Chain(const Anchors& anchors, Source& source, const Context& context)
      : anchors_(anchors), source_(source), context_(context) {}

  Walk walk(const dns::Question& question);

 private:
  const ZoneTrust& trust_of(const dns::Name& name);
  ZoneTrust start_at(const dns::Name& name);
  ZoneTrust step(const dns::Name& name, const ZoneTrust& above);
  ZoneTrust step_signed(const dns::Name& name, const ZoneTrust& above, const dns::Message& message,
                        const RRset& ds);
  ZoneTrust step_denied(const dns::Name& name, const ZoneTrust& above, const dns::Message& message);
  ZoneTrust enter(const dns::Name& zone, const std::vector<dns::Record>& anchors, bool anchored, bool broken);
  ZoneTrust insecure(const dns::Name& zone);
  ZoneTrust cut_off(const dns::Name& zone);
  ZoneTrust not_known(const dns::Name& zone);
  Evidence evidence(const dns::Name& name, std::uint16_t type);
  bool is_cut(const dns::Name& name);
  void not_carried(const dns::Question& question, const dns::Message& message);
  void want_chain(const std::vector<dns::Question>& questions);
  void want_rest(const dns::Name& home);
  struct Home {
    ZoneTrust trust;
    AnswerVerdict verdict;
  };
  Home find_home(const dns::Question& question, const dns::Message* message);
  ZoneTrust trust_by_labels(const dns::Name& home);
  void follow(const dns::Question& question);
  void found(Finding finding);
  void visited(const ZoneTrust& trust);
  /// Keeps the signatures with the zone's link.
  void looked_at(const dns::Name& zone, const RRsetVerdict& verdict);

  const Anchors& anchors_;
  Source& source_;
  Context context_;
  std::map<dns::Name, ZoneTrust> trusts_;
  std::set<dns::Name> seen_zones_;  // named by replies as the zones that they come from
  Walk walk_;
};

}  // namespace edig::diagnosis
