// From the closest trust anchor down to a zone, label by label (RFC 4035 section 5), with evidence from a
// Source.
//
// A validator stops at the first link that fails. The descent goes on below it with the keys as they are
// published, for a fault that is independent of the first is worth a finding of its own; what only follows
// from it is not.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "diagnosis/asking/source.h"
#include "diagnosis/judgement/walk.h"
#include "diagnosis/validation/anchors.h"
#include "diagnosis/validation/zone_link.h"

namespace edig::diagnosis {

/// The name whose zone answers: DS is the parent's (RFC 4035 section 3.1.4.1).
dns::Name home_of(const dns::Question& question);

class Descent {
 public:
  Descent(const Anchors& anchors, Source& source, const Context& context)
      : anchors_(anchors), source_(source), context_(context) {}

  /// Gets, in one go, all that the chains of these questions may need.
  void want(const std::vector<dns::Question>& questions);
  /// The zone that `name` lives in, and how far it can be trusted. What is seen on the way goes into the
  /// walk.
  ZoneTrust to(const dns::Name& name);
  /// The evidence on `question`; where there is none, the walk says so.
  Evidence evidence(const dns::Question& question);
  /// A reply that led to another name: its proofs may speak of the zones on the way there.
  void also(const dns::Message& message) { on_the_way_.push_back(&message); }

  /// What was found so far; to go back to where another way was tried.
  struct State {
    Walk walk;
    std::map<dns::Name, ZoneTrust> trusts;
  };
  const State& state() const { return state_; }
  void go_back(State state) { state_ = std::move(state); }
  Walk& walk() { return state_.walk; }
  bool anchored(const dns::Name& name) const { return anchors_.closest(name).has_value(); }
  /// A zone that is judged by a planned delegation.
  bool is_planned(const dns::Name& name) const { return context_.planned && context_.planned->zone == name; }

 private:
  enum class Cut { yes, no, unknown };

  void want_rest(const dns::Name& home);
  const ZoneTrust& trust_of(const dns::Name& name);
  ZoneTrust step(const dns::Name& name, const ZoneTrust& above);
  ZoneTrust step_planned(const dns::Name& zone, const ZoneTrust& above);
  ZoneTrust step_unsigned(const dns::Name& name, const ZoneTrust& above);
  ZoneTrust step_signed(const dns::Name& name, const ZoneTrust& above, const dns::Message& message,
                        const RRset& ds);
  ZoneTrust step_denied(const dns::Name& name, const ZoneTrust& above, const dns::Message& message);
  ZoneTrust denies_cut(const dns::Name& name, const ZoneTrust& above);
  bool denied_on_the_way(const dns::Name& name, const ZoneTrust& above) const;
  bool is_absent(const dns::Name& name) const;
  ZoneTrust enter(const dns::Name& zone, const std::vector<dns::Record>& anchors, bool anchored, bool broken);
  ZoneTrust insecure(const dns::Name& zone);
  ZoneTrust cut_off(const dns::Name& zone);
  ZoneTrust without_ds(const dns::Name& zone, const ZoneTrust& above);
  static ZoneTrust not_known(const dns::Name& zone);
  Cut cut_at(const dns::Name& name);

  const Anchors& anchors_;
  Source& source_;
  Context context_;
  State state_;
  std::set<dns::Name> seen_zones_;  // named by replies as the zones that they come from
  std::set<dns::Name> absent_;      // proven not to exist
  std::vector<const dns::Message*> on_the_way_;
};

}  // namespace edig::diagnosis
