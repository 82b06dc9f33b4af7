// A row with its texts, to be kept beyond what made it: without what is found out about it later (cause,
// services) and without the attempts before.
#pragma once

#include <vector>

#include "base/bytes.h"
#include "survey/row.h"

namespace edig::survey {

/// As long as it is read by the process that packed it.
class PackedRow {
 public:
  void pack(const Row& row);
  /// Its texts are there as long as this, or until it is packed again.
  Row row();

  Bytes bytes;

 private:
  std::vector<ExtendedError> errors_;
};

}  // namespace edig::survey
