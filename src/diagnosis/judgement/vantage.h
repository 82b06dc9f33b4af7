// Whether what this machine sees can be believed at all. Its clock, its trust anchors, and a network that
// answers in the place of others make every zone look broken, the root first: then nothing is known of the
// zones, and none is to blame.
#pragma once

#include <optional>

#include "diagnosis/judgement/inquiry.h"

namespace edig::diagnosis {

/// What is wrong on this side; nothing where the evidence can be taken as it is.
std::optional<Finding> fault_on_this_side(const Inquiry& inquiry);

}  // namespace edig::diagnosis
