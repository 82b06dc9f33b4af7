// The words of a finding: finding-texts.csv has, for each kind and its variants, one sentence for an engineer
// and what the party at fault does, in each language. A finding is a kind and its values.
#pragma once

#include <string_view>

#include "diagnosis/judgement/diagnosis.h"
#include "ede/phrase.h"

namespace edig::diagnosis {

/// A finding of this kind with its text and remedy. `variant`: which of the kind's texts, "" where it has one
/// only; a variant without a remedy of its own has the kind's.
Finding tell(FindingKind kind, std::string_view variant, const Values& values);

/// Keys: KIND or KIND/VARIANT for the text, with ".remedy" behind it for the remedy.
ede::Catalogue finding_texts();

}  // namespace edig::diagnosis
