// One DKIM key record (RFC 6376 section 3.6.1), read and judged by itself.
#pragma once

#include "services/dkim.h"

namespace edig::services {

struct DkimKeyRecord {
  std::optional<DkimKey> key;  // nothing where the record is none that verifiers can use
  std::vector<Finding> findings;
};

/// `text`: the record's strings, joined. `about`: where it lies.
DkimKeyRecord read_dkim_key(std::string_view text, const dns::Question& about);

}  // namespace edig::services
