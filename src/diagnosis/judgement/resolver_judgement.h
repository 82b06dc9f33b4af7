// What a resolver made of the zone's data. Where it fails and the data are sound, the cause may be the zone's
// after all, or one server's, or an old copy in the resolver's cache; what nothing explains is nobody's.
#pragma once

#include "diagnosis/judgement/inquiry.h"

namespace edig::diagnosis {

/// Adds to `result`, which has all that is known of the zone and its servers, what is to be said of the
/// resolver. A finding that explains its failure is made as grave as that.
void judge_resolver(Inquiry& inquiry, Diagnosis& result);

}  // namespace edig::diagnosis
