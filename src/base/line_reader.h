// Lines of a file or a stream, each as soon as it is there. Never waits: who reads has more to do.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/descriptor.h"
#include "base/error.h"

namespace edig {

class LineReader {
 public:
  static constexpr std::size_t max_line = 65536;  // octets

  /// "-" is standard input.
  static Result<LineReader> open(const std::string& path);

  /// The next line, without its line break, and the first without a byte order mark. Nothing where none is
  /// there yet, or none is left (`ended`). An error of kind `file` is the end, too: the file cannot be read,
  /// or a line is longer than `max_line`.
  std::optional<Result<std::string>> next();
  bool ended() const { return ended_ && start_ == text_.size(); }
  /// Readable when there may be more.
  int descriptor() const { return file_.get(); }
  /// Of the line that came last, from 1.
  std::size_t number() const { return number_; }
  /// As errors call the file.
  std::string name() const { return path_ == "-" ? "standard input" : path_; }

 private:
  LineReader(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  std::optional<std::string> take_line(std::size_t length);
  Result<bool> read_more();
  std::unexpected<Error> end(const std::string& reason);

  Descriptor file_;
  std::string path_;
  std::string text_;  // read, and from start_ on not yet handed out
  std::size_t start_ = 0;
  std::size_t number_ = 0;
  bool ended_ = false;
};

}  // namespace edig
