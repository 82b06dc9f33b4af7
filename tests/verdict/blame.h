// The oracle of the losses: who may be blamed for what.
//
// Whatever gets lost, a verdict may become less certain, never false. A finding of severity error or warning
// that blames a zone, a parent or the resolver is true where the same is found when nothing is lost, or where
// it names what really failed: a server, a zone or the resolver none of whose replies came unharmed, or the
// question whose reply did not. What was lost, cut or without EDNS never shows that data are forged, blocked
// or badly signed.
#pragma once

#include <map>
#include <string>

#include "evidence.h"
#include "trouble.h"

namespace edig::verdict {

/// What became of the asks of one diagnosis.
class Harm {
 public:
  /// `coming`: what came instead of `wire`.
  void note(const diagnosis::Ask& ask, const Bytes& wire, const std::optional<Coming>& coming);

  /// All that was asked of this server (empty: the resolver) was harmed.
  bool all(const std::string& server) const;
  /// The finding names something that it was asked for, and its replies to that were all harmed.
  bool names(const std::string& server, const diagnosis::Finding& finding) const;
  bool any(const std::string& server) const;
  /// The resolver failed the user, or refused.
  bool failed() const { return failed_; }
  bool refused() const { return refused_; }

 private:
  struct Count {
    unsigned asked = 0, harmed = 0;
    bool all() const { return asked > 0 && asked == harmed; }
  };
  std::map<std::string, Count> servers_;
  std::map<std::pair<std::string, std::string>, Count> questions_;
  bool failed_ = false, refused_ = false;
};

class Blame {
 public:
  /// `usual`: where nothing is lost.
  Blame(const Universe& universe, const Scenario& scenario, diagnosis::Diagnosis usual)
      : universe_(universe), scenario_(scenario), usual_(std::move(usual)) {}

  std::optional<Falsehood> judge(const diagnosis::Diagnosis& diagnosis, const Harm& harm) const;

 private:
  std::optional<Falsehood> judge(const diagnosis::Finding& finding, const Harm& harm) const;
  bool zone_failed(const diagnosis::Finding& finding, const Harm& harm) const;
  bool any_zone_failed(const Harm& harm) const;

  const Universe& universe_;
  const Scenario& scenario_;
  diagnosis::Diagnosis usual_;
};

}  // namespace edig::verdict
