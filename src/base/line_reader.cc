#include "base/line_reader.h"

#include <poll.h>

#include <algorithm>
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

Result<LineReader> LineReader::open(const std::string& path) {
  auto file = open_stream(path);
  if (!file) return std::unexpected(file.error());
  return LineReader(std::move(*file), path);
}

std::optional<Result<std::string>> LineReader::next() {
  for (;;) {
    auto length = std::min(text_.find('\n', start_), text_.size()) - start_;
    if (length > max_line)
      return end("line " + std::to_string(number_ + 1) + " is longer than " + std::to_string(max_line) +
                 " octets");
    if (auto line = take_line(length)) return line;
    if (ended_) return std::nullopt;
    auto more = read_more();
    if (!more) return std::unexpected(more.error());
    if (!*more) return std::nullopt;
  }
}

// The last line may lack its line break.
std::optional<std::string> LineReader::take_line(std::size_t length) {
  bool broken = start_ + length < text_.size();
  if (!broken && (!ended_ || length == 0)) return std::nullopt;
  auto line = text_.substr(start_, length);
  start_ += length + (broken ? 1 : 0);
  if (++number_ == 1 && line.starts_with("\ufeff")) line.erase(0, 3);
  return line;
}

// False where there is nothing to read now.
Result<bool> LineReader::read_more() {
  if (!is_readable(file_.get())) return false;
  std::array<char, 16384> buffer;
  auto count = read(file_.get(), buffer.data(), buffer.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (count < 0) return end(std::strerror(errno));
  ended_ = count == 0;
  text_.erase(0, start_);
  start_ = 0;
  text_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

std::unexpected<Error> LineReader::end(const std::string& reason) {
  ended_ = true;
  text_.clear();
  start_ = 0;
  return cannot_read(path_, reason);
}

}  // namespace edig
