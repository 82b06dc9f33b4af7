// From the evidence to the diagnosis: what of it is the root cause, what follows from it, whose turn it is.
#pragma once

#include "diagnosis/judgement/inquiry.h"

namespace edig::diagnosis {

/// May ask a little more where the evidence calls for it.
Diagnosis judge(Inquiry& inquiry);

}  // namespace edig::diagnosis
