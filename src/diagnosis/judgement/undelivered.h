// What evidence that could not be had means: the servers fail for it, give it without signatures, or nobody
// is there to ask.
#pragma once

#include <optional>

#include "diagnosis/judgement/inquiry.h"

namespace edig::diagnosis {

struct Undelivered {
  Finding finding;
  std::optional<Status> status;  // of the whole, where this settles it
};

/// Of the first piece of evidence that is missing; nothing where edig itself stopped at a bound.
std::optional<Undelivered> judge_undelivered(const Inquiry& inquiry);

}  // namespace edig::diagnosis
