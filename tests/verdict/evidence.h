// The oracle: what must have come for a verdict to be true.
//
// It judges no signature. The zones are known to be sound, so an RRset that came whole, record for record as
// its zone has it, with a signature as its zone has it, is good, and any other is not. A verdict of secure
// needs each RRset of the chain of trust, of the answer and of the proofs in it to have come so, in some
// reply; and what is shown or said to be proven has to be what the zones have: TTLs may be lower, letters of
// another case where the canonical form folds them.
#pragma once

#include <bitset>
#include <set>
#include <string>
#include <vector>

#include "trial.h"

namespace edig::verdict {

/// What is false about a verdict: a kind to count by, and the particulars.
struct Falsehood {
  std::string kind, text;
};

class Evidence {
 public:
  Evidence(const Universe& universe, const Scenario& scenario);

  /// Nothing where the verdict is true of what was given on the stage.
  std::optional<Falsehood> judge(const Outcome& outcome, const std::vector<Stage::Entry>& record);

 private:
  using Marks = std::bitset<64>;

  /// An RRset, as its zone has it.
  struct Need {
    std::string text;
    Bytes owner;
    std::uint16_t type;
    std::set<std::string> records, signatures;  // canonical
  };
  /// Records and their TTLs, signatures of these apart.
  struct Content {
    std::uint16_t rcode = 0;
    std::map<std::string, std::uint32_t> records;
    std::set<std::string> beside;  // which the zone has there, too, and nobody asked for
  };

  void need(const dns::Name& owner, std::uint16_t type, const Set& set);
  void need_chain(const Universe& universe, const SignedZone& zone);
  void need_signed_sets(const std::vector<Rr>& section, bool proofs_only);
  Marks marks_of(const Packet& packet) const;
  Marks marks_of(const std::shared_ptr<const Given>& given);
  std::string missing(const std::vector<Stage::Entry>& record);

  static Content content_of(const Packet& packet);
  /// What is other; empty where nothing is.
  static std::string difference(const Packet& packet, const Content& truth);

  const Scenario& scenario_;
  std::vector<Need> needs_;
  Content truth_;  // along the aliases, wherever they lead
  std::map<std::shared_ptr<const Given>, Marks> known_;
};

}  // namespace edig::verdict
