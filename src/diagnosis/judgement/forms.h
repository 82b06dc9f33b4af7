// Servers that answer one client and fail another, by the form of the query or of the answer: what is every
// client's right, and what every reader expects.
#pragma once

#include <vector>

#include "diagnosis/judgement/health.h"

namespace edig::diagnosis {

/// Queries with an EDNS option (RFC 6891 section 6.1.2) or in mixed case (RFC 4343) that the zone's servers
/// take amiss, replies that are not whole, and those too large for the path (RFC 9715). `trust`: the zone's;
/// null where it is not known.
std::vector<Finding> query_form_findings(const ZoneHealth& health, const ZoneTrust* trust,
                                         const Context& context);

/// Answers to `question` that readers take in different ways: an alias beside other records (RFC 2181 section
/// 10.1), records of another type, a denial without SOA (RFC 2308 section 3).
std::vector<Finding> answer_form_findings(const ZoneHealth& health, const dns::Question& question);

}  // namespace edig::diagnosis
