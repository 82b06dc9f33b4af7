#include "base/text_stream.h"

#include <poll.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/read_file.h"

namespace edig {
namespace {

// Whether read(2) would not wait. Not by O_NONBLOCK, which would hold for all who share the file.
bool is_readable(int descriptor) {
  pollfd asked{descriptor, POLLIN, 0};
  return poll(&asked, 1, 0) > 0;
}

}  // namespace

Result<TextStream> TextStream::open(const std::string& path) {
  auto file = open_stream(path);
  if (!file) return std::unexpected(file.error());
  return TextStream(std::move(*file), path);
}

Result<TextStream::State> TextStream::read(std::string& text) {
  if (pending_) return decompress(text);
  bool plain = decided_ && !decompressor_;
  auto state = read_file(plain ? text : raw_);
  if (plain || !state || *state == State::nothing_now) return state;
  return decided_ ? decompress(text) : decide(text);
}

Result<TextStream::State> TextStream::read_file(std::string& text) {
  if (!is_readable(file_.get())) return State::nothing_now;
  std::array<char, Decompressor::piece> buffer;
  auto count = ::read(file_.get(), buffer.data(), buffer.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return State::nothing_now;
  if (count < 0) return cannot_read(path_, std::strerror(errno));
  text.append(buffer.data(), static_cast<std::size_t>(count));
  file_ended_ = count == 0;
  return file_ended_ ? State::ended : State::more;
}

Result<TextStream::State> TextStream::decide(std::string& text) {
  auto compression = compression_of(raw_);
  if (compression == Compression::undecided && !file_ended_) return State::more;
  decided_ = true;
  if (compression == Compression::gzip || compression == Compression::zstd) {
    auto made = make_decompressor(compression);
    if (!made) return cannot_read(path_, made.error().text);
    decompressor_ = std::move(*made);
    return decompress(text);
  }
  text += std::exchange(raw_, {});
  return file_ended_ ? State::ended : State::more;
}

Result<TextStream::State> TextStream::decompress(std::string& text) {
  auto input = std::string_view(raw_).substr(taken_);
  auto before = text.size();
  if (auto done = decompressor_->step(input, text); !done) return cannot_read(path_, done.error().text);
  taken_ = raw_.size() - input.size();
  pending_ = !input.empty() || text.size() - before == Decompressor::piece;
  if (pending_) return State::more;
  raw_.clear();
  taken_ = 0;
  if (!file_ended_) return State::more;
  return decompressor_->whole() ? Result<State>(State::ended)
                                : cannot_read(path_, "its compressed stream is cut off");
}

}  // namespace edig
