// The kinds of findings and what each means in one sentence, in each language: finding-kinds.csv, compiled
// in.
#pragma once

#include <span>

#include "ede/phrase.h"

namespace edig::diagnosis {

/// All of them, by name.
std::span<const ede::Phrase> finding_kinds();

}  // namespace edig::diagnosis
