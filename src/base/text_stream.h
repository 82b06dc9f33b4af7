// Text from a file or a stream, plain or compressed (base/decompressor.h), piece by piece. Never waits.
#pragma once

#include <memory>
#include <string>

#include "base/decompressor.h"
#include "base/descriptor.h"
#include "base/error.h"

namespace edig {

class TextStream {
 public:
  /// "-" is standard input.
  static Result<TextStream> open(const std::string& path);

  enum class State { more, nothing_now, ended };
  /// Puts what is there behind `text`, a piece of bounded size at the most. An error of kind `file` is the
  /// end: the file cannot be read, or its compression is damaged or cut off.
  Result<State> read(std::string& text);
  /// Readable when there may be more.
  int descriptor() const { return file_.get(); }
  const std::string& path() const { return path_; }

 private:
  TextStream(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  Result<State> read_file(std::string& text);
  Result<State> decide(std::string& text);
  Result<State> decompress(std::string& text);

  Descriptor file_;
  std::string path_;
  bool decided_ = false;                        // whether it is compressed
  std::unique_ptr<Decompressor> decompressor_;  // where it is
  std::string raw_;  // read, and from taken_ on neither handed out nor decompressed
  std::size_t taken_ = 0;
  bool file_ended_ = false;
  bool pending_ = false;  // there is more to be had from what was read
};

}  // namespace edig
