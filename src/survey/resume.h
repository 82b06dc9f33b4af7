// +resume: what an earlier output of the same survey holds already, after Ctrl-C, kill -9 or a full disk.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/error.h"
#include "survey/row.h"
#include "survey/row_set.h"

namespace edig::survey {

struct Done {
  RowSet rows = {};
  std::uint64_t size =
      0;              // octets of the output's whole lines: who goes on writing cuts it off there (ftruncate)
  bool torn = false;  // there was more: a last line that was not written whole
};

/// Reads the output at `path`, and shows each of its rows to `each`: the first of one that is there twice.
/// A file that is not there is empty. Errors, of kind `file`: it cannot be read, is compressed, or has a line
/// that is no row.
Result<Done> read_done(const std::string& path, const std::function<void(const Row&)>& each);

}  // namespace edig::survey
