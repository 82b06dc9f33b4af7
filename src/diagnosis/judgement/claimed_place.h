// The place that an EXTRA-TEXT names (ede/dialects.h) against the one that the evidence points to. A claim of
// the server's: nobody is blamed for being named.
#pragma once

#include <optional>

#include "diagnosis/judgement/diagnosis.h"
#include "ede/dialects.h"

namespace edig::diagnosis {

struct PlaceVerdict {
  bool agrees = false;
  Wording text;  // "it names example., the evidence points to shop.example."
};

/// Of the first of zone, server and key in which the two differ, else of all that agree. Nothing where the
/// evidence shows no fault of a zone or its parent, or says nothing of what is named.
std::optional<PlaceVerdict> judge_place(const ede::Reading& claimed, const Diagnosis& diagnosis);

}  // namespace edig::diagnosis
