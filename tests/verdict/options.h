// What the command line says.
#pragma once

#include <string>
#include <vector>

namespace edig::verdict {

struct Options {
  std::string net;        // "mutations" or "losses"
  std::size_t every = 1;  // one of so many trials
  unsigned jobs = 2;
  bool list = false;  // every failure, not one of a kind
  std::string only;   // trials whose name holds this
  bool show = false;  // the whole verdict of each
};

}  // namespace edig::verdict
