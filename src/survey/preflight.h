// +preflight=validation: what validation makes of a name (RFC 4035 section 5.5), by two replies of one server
// that validates. What it says where it is told not to check (CD, RFC 4035 section 3.2.2) is how the name
// resolves without validation; what it says otherwise is how it would with it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "survey/row.h"

namespace edig::survey {

inline constexpr std::array verdicts = {Verdict::works,   Verdict::stops, Verdict::fails,
                                        Verdict::unknown, Verdict::ready, Verdict::mend};
/// "works", "stops", "fails", "unknown", "ready", "mend"
std::string_view name(Verdict verdict);
std::optional<Verdict> verdict_of(std::string_view name);

/// Of a reply, or the want of one, to a question with CD.
Unvalidated unvalidated(const Row& row);
/// `validated` is of the question without CD. Two replies, or nothing is known; and no other difference than
/// SERVFAIL against an answer is validation's.
Verdict judge(const Row& validated, const Unvalidated& other);

}  // namespace edig::survey
