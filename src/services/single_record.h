// Records that count where there is exactly one of their kind among the TXT records of a name: MTA-STS (RFC
// 8461 section 3.1), TLS-RPT (RFC 8460 section 3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/finding.h"

namespace edig::services {

struct SingleRecordKinds {
  Kind failed, several, none;
};

/// The one TXT record at `owner` that begins with `version`, which ends in a semicolon; where there is none,
/// or more, that is found.
std::optional<std::string> single_record(Records& records, const dns::Name& owner, std::string_view version,
                                         const SingleRecordKinds& kinds, Judgement& judgement);

}  // namespace edig::services
