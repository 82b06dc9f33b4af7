// A file of questions (-f), one a line, each with its own options: read as they are asked.
#pragma once

#include <deque>
#include <optional>

#include "base/line_reader.h"
#include "cli/interpreter.h"
#include "cli/requests.h"
#include "run/request_source.h"

namespace edig::cli {

class Batch : public run::RequestSource {
 public:
  /// `start`: the settings that every line starts from.
  Batch(LineReader lines, Interpreter start, Common common)
      : lines_(std::move(lines)), start_(std::move(start)), common_(std::move(common)) {}

  /// Errors name the file and the line.
  std::optional<Result<run::Request>> next() override;
  std::optional<int> awaited() const override;

 private:
  Result<void> read_line(const std::string& line);

  LineReader lines_;
  Interpreter start_;
  Common common_;
  LineSettings line_;                       // of the line that was read last
  std::deque<QuestionSettings> questions_;  // of that line, yet to be asked
};

}  // namespace edig::cli
