// The DNS Tree Walk of DMARC and the organizational domain that it leads to (RFC 9989 section 4.10).
#pragma once

#include <optional>
#include <vector>

#include "services/dmarc_record.h"

namespace edig::services::dmarc {

/// A name at which a record was looked for.
struct Step {
  enum class Outcome { record, none, several, invalid, failed };
  dns::Name domain;  // without _dmarc
  Outcome outcome = Outcome::none;
  diagnosis::Status status = diagnosis::Status::indeterminate;
  std::optional<Record> record = {};
  std::vector<std::string> texts = {};  // of several, or of the invalid one
  std::vector<Remark> remarks = {};
  std::string failure = {};
};

struct Walk {
  std::vector<Step> steps;  // from the domain itself upwards, to where the walk ends

  /// Nothing where a look-up failed that it depends on.
  std::optional<dns::Name> organizational_domain() const;
  /// The record that applies to the domain where the walk began: its own, else that of its organizational
  /// domain, else that of the public suffix; null where there is none or it cannot be known.
  const Step* policy() const;
  /// A look-up failed without which the policy is not known; null: none did.
  const Step* failure() const;
  const Step* at(const dns::Name& domain) const;
};

/// At most eight names: those above seven labels are left out but for the first. Nothing while records are
/// missing.
std::optional<Walk> walk_tree(const dns::Name& domain, Records& records);

}  // namespace edig::services::dmarc
