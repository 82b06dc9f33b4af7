// The servers of the zones on the way to the one that matters: one bad server of a parent zone, or of a zone
// that an alias leads through, makes a failure that comes and goes just as well.
#pragma once

#include "diagnosis/asking/iterator.h"
#include "diagnosis/judgement/chain.h"
#include "diagnosis/judgement/health.h"

namespace edig::diagnosis {

/// A zone of the chain; its servers were asked for their keys, for the DS of the next zone, and about the
/// alias that lives there, if any.
struct ChainZone {
  ZoneHealth health;
  std::optional<dns::Question> question;  // about the alias
};

class ChainCheck {
 public:
  /// `main`: the zone that is looked at by itself.
  ChainCheck(const Walk& walk, dns::Name main, Source& names, const Iterator* iterator, Asker& asker)
      : walk_(walk), main_(std::move(main)), names_(names), iterator_(iterator), asker_(asker) {}

  /// Looks up where the servers are, those of the main zone among them, and has them asked along with the
  /// main zone's.
  void prepare();
  /// Asks again where a server was silent.
  std::vector<ChainZone> run();

 private:
  void want_addresses();
  Delegation delegation_of(const dns::Name& zone);
  void add(const dns::Name& zone);
  std::vector<Ask> asks(const ChainZone& zone, const ServerState& server) const;
  std::vector<Ask> all_asks(bool patiently) const;
  void read(ChainZone& zone);

  const Walk& walk_;
  dns::Name main_;
  Source& names_;
  const Iterator* iterator_;
  Asker& asker_;
  std::vector<ChainZone> zones_;
};

}  // namespace edig::diagnosis
