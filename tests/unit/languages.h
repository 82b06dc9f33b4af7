// The languages that edig speaks.
#pragma once

#include <vector>

#include "ede/language.h"

namespace edig::test {

inline std::vector<ede::Language> all_languages() {
  std::vector<ede::Language> all;
  for (std::size_t place = 0; place < ede::Language::count(); ++place)
    all.push_back(ede::Language::at(place));
  return all;
}

}  // namespace edig::test
