// What a reply tells, for holding replies of several servers against each other: its sort, and its data apart
// from what may differ between servers that agree.
#pragma once

#include <cstdint>
#include <set>
#include <tuple>

#include "base/bytes.h"
#include "base/error.h"
#include "dns/message.h"

namespace edig::diagnosis {

enum class Told { data, nodata, nxdomain, referral, truncated, refused, failure, silent };

/// `asked`: the type of the question. NODATA by compact denial is NXDOMAIN (RFC 9824).
Told told_by(const Result<dns::Message>& reply, std::uint16_t asked);
/// Whether it is an answer: records, or that there are none.
bool answers(Told told);
bool denies(Told told);

/// One record, its owner, type, class and RDATA, without TTL and the case of letters.
using Datum = std::tuple<dns::Name, std::uint16_t, std::uint16_t, Bytes>;
using Data = std::set<Datum>;
/// The answer section without what not all servers give: signatures, unless they were asked for, and DNAMEs.
Data data_of(const dns::Message& message, std::uint16_t asked);
/// All of the answer section but the signatures of what is in it.
Data all_data_of(const dns::Message& message);
/// The RDATA of the records that answer `question`, made canonical.
std::set<Bytes> rdata_of(const dns::Message& message, const dns::Question& question);
bool is_subset(const Data& part, const Data& whole);

}  // namespace edig::diagnosis
