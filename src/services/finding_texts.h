// The texts of findings and of what to do about them: finding-texts.csv, compiled in.
#pragma once

#include "ede/phrase.h"

namespace edig::services {

/// By the kind's word, and that with ".remedy".
ede::Catalogue finding_texts();

}  // namespace edig::services
