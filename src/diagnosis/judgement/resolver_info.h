// What the resolver says that it can tell of (RESINFO, RFC 9606), so that its silence means something.
#pragma once

#include <optional>

#include "diagnosis/asking/asker.h"
#include "diagnosis/judgement/diagnosis.h"
#include "diagnosis/judgement/request.h"

namespace edig::diagnosis {

/// How it is asked for: once, beside other questions, of a resolver that failed.
Ask resolver_info_ask();
/// Nothing where it was not asked for, or no reply came in time that counts.
std::optional<dns::ResolverInfo> resolver_info(const Asker& asker);

/// The resolver says that it can send the INFO-CODE of the root cause, and its reply, which could have held
/// one, has no extended error at all. Of one that lists nothing no more is expected.
std::optional<Finding> listed_error_not_sent(const Request& request, const Diagnosis& diagnosis);

}  // namespace edig::diagnosis
