// The SPF record of a domain and all that it includes, as far as it can be judged without a sender (RFC 7208
// sections 3 to 6): what mail of the domain meets, whoever sends it. More than 32 records, or 30 terms that
// ask for something, are not looked at, which is a finding.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/spf_record.h"

namespace edig::services::spf {

struct Tree {
  struct Node {
    unsigned depth = 0;
    std::string through;  // the term that leads here; empty: the domain itself
    std::string domain;
    std::string record = {};
    diagnosis::Status status = diagnosis::Status::indeterminate;  // of the TXT records or their denial
  };
  std::vector<Node> nodes;  // each before what it includes; the domain's own first
  Judgement judgement;
  unsigned lookups = 0, void_lookups = 0;  // of the whole, where no term matches
  bool needs_sender = false;               // some of it depends on who sends: macros

  bool published() const { return !nodes.empty() && !nodes.front().record.empty(); }
};

/// Nothing while records are missing.
std::optional<Tree> read_tree(const dns::Name& domain, Records& records);

}  // namespace edig::services::spf
