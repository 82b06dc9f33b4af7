// Reads a row back from a line of a survey's output: JSON as edig(1) and edig.schema.json have it.
//
// By RapidJSON's reader, in place and event by event: nlohmann_json's takes 3 s of CPU for a million lines
// before it does anything with them, this one 1.2 s.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "survey/row.h"

namespace edig::survey {

class JsonRowReader {
 public:
  JsonRowReader();
  ~JsonRowReader();
  JsonRowReader(JsonRowReader&&) noexcept;

  /// `line` is used up: the row's texts are views of it, and there until the next call. Errors say in a few
  /// words why it is no row.
  Result<Row> read(std::string& line);

 private:
  struct Events;
  std::unique_ptr<Events> events_;
};

}  // namespace edig::survey
