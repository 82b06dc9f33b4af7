// Reads the rows of a survey's output, JSON Lines or CSV, plain or compressed: which it is it says itself. In
// flat memory, however many rows there are.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "base/line_reader.h"
#include "survey/row.h"
#include "survey/row_csv.h"
#include "survey/row_json.h"

namespace edig::survey {

class OutputReader {
 public:
  static constexpr std::size_t max_line = 1 << 20;  // octets

  /// "-" is standard input.
  static Result<OutputReader> open(const std::string& path);

  /// The next row; its texts are there until the next call. Nothing at the end. An error, of kind `file`,
  /// says which line is no row, or why the rest cannot be read (then nothing comes behind it). Waits where
  /// the file is a stream.
  std::optional<Result<Row>> next();
  /// The last line came without its line break: it was not written whole, and no row was made of it.
  bool is_torn() const { return torn_; }
  /// Octets of the whole lines so far, of the text.
  std::uint64_t whole() const { return whole_; }
  const std::string& path() const { return path_; }

 private:
  OutputReader(LineReader lines, std::string path) : lines_(std::move(lines)), path_(std::move(path)) {}

  std::optional<Result<std::string_view>> next_line();
  Result<Row> read(std::string_view line);

  LineReader lines_;
  std::string path_;
  std::string line_;
  JsonRowReader json_;
  std::optional<CsvRowReader> csv_;
  bool torn_ = false;
  std::uint64_t whole_ = 0;
};

}  // namespace edig::survey
