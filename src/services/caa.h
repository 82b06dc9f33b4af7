// Which CAs may issue certificates for a domain (RFC 8659), for mail (RFC 9495), and how (RFC 8657).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/finding.h"

namespace edig::services {

struct Caa {
  struct Parameter {
    std::string tag, value;
  };
  /// One record. Its texts are foreign; the tag is in lower case.
  struct Property {
    bool critical = false;
    std::string tag, value;
    std::string issuer = {};                 // of issue, issuewild, issuemail; empty: nobody
    std::vector<Parameter> parameters = {};  // of these
  };

  std::optional<dns::Name> found_at;  // where the climb ended; nothing: any CA may issue
  bool secure = false;                // what was found is
  std::vector<Property> properties;
  Judgement judgement = {};

  /// Whether `issuer`, a CA by its domain, may issue for the name, or for "*." before it.
  bool permits(std::string_view issuer, bool wildcard = false) const;
};

Caa caa(Records& records, const dns::Name& domain);

}  // namespace edig::services
