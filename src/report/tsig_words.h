// What is to be said of the TSIG (RFC 8945) of a reply.
#pragma once

#include <optional>
#include <string>

#include "report/report.h"

namespace edig::report {

/// A query was signed, and nothing shows that the reply comes from who has the key.
bool is_doubtful(const std::optional<dns::TsigVerdict>& tsig);

/// A sentence about the reply to a query signed with `key`.
std::string tsig_words(const dns::TsigVerdict& tsig, const dns::TsigKey& key, ede::Language language);

}  // namespace edig::report
