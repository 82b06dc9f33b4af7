// Compressed text, piece by piece, in bounded memory: gzip (RFC 1952) by zlib, Zstandard (RFC 8878) by
// libzstd, each loaded when the first such stream comes. Several members or frames behind each other are one
// stream.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edig {

enum class Compression {
  none,
  gzip,
  zstd,
  undecided,  // too few octets to say
};

/// By what a stream begins with.
Compression compression_of(std::string_view start);

class Decompressor {
 public:
  /// Puts out this many octets at a time at the most; of a Zstandard stream it keeps a window of 128 MiB at
  /// the most.
  static constexpr std::size_t piece = 65536;

  virtual ~Decompressor() = default;
  /// Takes octets from the front of `input` and puts what they hold behind `output`, a piece at the most.
  /// Where nothing is put out, all is taken. An error says in a few words what is wrong with the stream.
  virtual Result<void> step(std::string_view& input, std::string& output) = 0;
  /// Whether the stream may end here.
  virtual bool whole() const = 0;
};

/// For `gzip` or `zstd`; an error where the library is not there.
Result<std::unique_ptr<Decompressor>> make_decompressor(Compression compression);

}  // namespace edig
