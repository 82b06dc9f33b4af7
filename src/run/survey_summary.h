// +summary: outputs of surveys as one summary, or held against those of a newer one.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ede/language.h"

namespace edig::run {

struct SummaryOrder {
  std::vector<std::string> files = {};
  std::vector<std::string> against = {};  // of the newer survey; empty: there is none
  bool json = false;
  ede::Language language = ede::Language::en;
  std::size_t columns = 0;  // of the terminal; 0: none
  std::string html_file = {};
};

/// Prints it on standard output. The exit status: 8 where a file could not be read or a part of it was no
/// output.
int sum_up(const SummaryOrder& order);

}  // namespace edig::run
