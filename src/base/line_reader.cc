#include "base/line_reader.h"

#include <algorithm>

#include "base/read_file.h"

namespace edig {
namespace {

// By its byte order mark, which no UTF-8 begins with.
bool is_utf16(std::string_view text) { return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"); }

}  // namespace

Result<LineReader> LineReader::open(const std::string& path, std::size_t longest) {
  auto stream = TextStream::open(path);
  if (!stream) return std::unexpected(stream.error());
  return LineReader(std::move(*stream), longest);
}

std::optional<Result<std::string_view>> LineReader::next() {
  for (;;) {
    auto length = std::min(text_.find('\n', start_), text_.size()) - start_;
    if (number_ == 0 && is_utf16(text_)) {
      end();
      return fail(Error::Kind::file, "cannot read '" + name() + "': it is UTF-16",
                  "'iconv -f UTF-16 -t UTF-8' makes UTF-8 of it");
    }
    if (skipped_ + length > longest_) {
      if (auto error = skip_line(length)) return *error;
    } else if (auto line = take_line(length)) {
      return *line;
    }
    if (ended_) return std::nullopt;
    text_.erase(0, start_);
    start_ = 0;
    auto state = stream_.read(text_);
    if (!state) {
      end();
      return std::unexpected(state.error());
    }
    if (*state == TextStream::State::nothing_now) return std::nullopt;
    ended_ = *state == TextStream::State::ended;
  }
}

// The last line may lack its line break.
std::optional<std::string_view> LineReader::take_line(std::size_t length) {
  bool broken = start_ + length < text_.size();
  if (!broken && (!ended_ || length == 0)) return std::nullopt;
  auto line = std::string_view(text_).substr(start_, length);
  advance(length);
  if (++number_ == 1 && line.starts_with("\ufeff")) line.remove_prefix(3);
  return line;
}

// Nothing before its end.
std::optional<std::unexpected<Error>> LineReader::skip_line(std::size_t length) {
  bool broken = start_ + length < text_.size();
  advance(length);
  skipped_ += length;
  bool endless = skipped_ > max_skipped;
  if (endless) end();
  if (!broken && !ended_) return std::nullopt;
  skipped_ = 0;
  auto error = too_long();
  ++number_;
  return error;
}

// Behind what was handed out, and its line break.
void LineReader::advance(std::size_t length) {
  is_open_ = start_ + length == text_.size();
  auto taken = length + (is_open_ ? 0 : 1);
  start_ += taken;
  offset_ += taken;
}

std::unexpected<Error> LineReader::too_long() const {
  return cannot_read(stream_.path(), "line " + std::to_string(number_ + 1) + " is longer than " +
                                         std::to_string(longest_) + " octets");
}

void LineReader::end() {
  ended_ = true;
  text_.clear();
  start_ = 0;
}

}  // namespace edig
