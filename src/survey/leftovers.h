// What failed and is to be asked again alone: kept in a temporary file without a name, so that memory does
// not grow with their number, and nothing is left of it whatever happens.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>

#include "base/error.h"
#include "survey/packed_row.h"

namespace edig::survey {

class Leftovers {
 public:
  /// Keeps the row; texts and all. Errors: the file cannot be made or written.
  Result<void> add(const Row& row);
  std::uint64_t size() const { return size_; }
  /// How many `next` has given since the beginning.
  std::uint64_t read() const { return read_; }
  /// Begins again with the first.
  void rewind();
  /// The next in turn; its texts are there until the next call. Nothing after the last.
  std::optional<Row> next();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t size_ = 0, read_ = 0;
  PackedRow record_;
};

}  // namespace edig::survey
