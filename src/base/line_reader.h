// Lines of a file or a stream, plain or compressed, each as soon as it is there. Never waits: who reads has
// more to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/text_stream.h"

namespace edig {

class LineReader {
 public:
  static constexpr std::size_t max_line = 65536;  // octets, where nobody says more
  /// What is longer than this is no line, and the end.
  static constexpr std::size_t max_skipped = 16 << 20;

  /// "-" is standard input.
  static Result<LineReader> open(const std::string& path, std::size_t longest = max_line);

  /// The next line, without its line break, and the first without a byte order mark; it is there until the
  /// next call. Nothing where none is there yet, or none is left (`ended`). Errors are of kind `file`. One
  /// that the reading does not end with is a line longer than `longest`; else the file cannot be read any
  /// further, and a line that is torn by that is none.
  std::optional<Result<std::string_view>> next();
  bool ended() const { return ended_ && start_ == text_.size(); }
  /// Readable when there may be more.
  int descriptor() const { return stream_.descriptor(); }
  /// Of the line that came last, from 1.
  std::size_t number() const { return number_; }
  /// Octets of the text up to the end of that line.
  std::uint64_t offset() const { return offset_; }
  /// It came without its line break, which only a last line does.
  bool is_open() const { return is_open_; }
  /// As errors call the file.
  std::string name() const { return stream_.path() == "-" ? "standard input" : stream_.path(); }

 private:
  LineReader(TextStream stream, std::size_t longest) : stream_(std::move(stream)), longest_(longest) {}

  std::optional<std::string_view> take_line(std::size_t length);
  std::optional<std::unexpected<Error>> skip_line(std::size_t length);
  std::unexpected<Error> too_long() const;
  void end();

  void advance(std::size_t length);

  TextStream stream_;
  std::size_t longest_;
  std::string text_;  // read, and from start_ on not yet handed out
  std::size_t start_ = 0;
  std::size_t number_ = 0;
  std::uint64_t offset_ = 0;
  std::size_t skipped_ = 0;  // octets of a line that is too long
  bool is_open_ = false, ended_ = false;
};

}  // namespace edig
