#include "transport/http_response.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "transport/doh_response.h"

namespace edig::transport {
namespace {

constexpr std::size_t largest_body = 65536, largest_header = 16384;

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  auto begin = std::min(text.find_first_not_of(blanks), text.size());
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::optional<std::size_t> read_number(std::string_view text, int base) {
  std::size_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string_view name(HttpFault fault) {
  constexpr std::string_view names[] = {"none", "malformed", "too-large", "ended"};
  return names[static_cast<std::size_t>(fault)];
}

bool HttpResponse::take(ByteView bytes) {
  buffer_ += as_text(bytes);
  while (fault_ == HttpFault::none && part_ != Part::done && step()) {
  }
  return fault_ == HttpFault::none && part_ != Part::done;
}

void HttpResponse::end() {
  if (part_ == Part::body && !length_)
    part_ = Part::done;
  else if (part_ != Part::done)
    fail(HttpFault::ended);
}

bool HttpResponse::fail(HttpFault fault) {
  if (fault_ == HttpFault::none) fault_ = fault;
  return false;
}

std::optional<std::string> HttpResponse::take_line() {
  auto end = buffer_.find('\n');
  if (header_octets_ + std::min(end, buffer_.size()) > largest_header) {
    fail(HttpFault::too_large);
    return std::nullopt;
  }
  if (end == buffer_.npos) return std::nullopt;
  auto line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  header_octets_ += end + 1;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// Whether there may be more to do with what has come.
bool HttpResponse::step() {
  if (part_ == Part::body || part_ == Part::chunk) return take_body();
  auto line = take_line();
  if (!line) return false;
  if (part_ == Part::status)
    take_status(*line);
  else if (part_ == Part::fields && !line->empty())
    take_field(*line);
  else if (part_ == Part::fields)
    begin_body();
  else if (part_ == Part::chunk_size)
    take_chunk_size(*line);
  else if (part_ == Part::trailer && line->empty())
    part_ = Part::done;
  else if (part_ == Part::chunk_end && line->empty())
    part_ = Part::chunk_size;
  else if (part_ == Part::chunk_end)
    fail(HttpFault::malformed);
  return true;
}

// Section 4: "HTTP/1.1 200 OK".
void HttpResponse::take_status(std::string_view line) {
  constexpr std::string_view version = "HTTP/1.";
  auto code = line.size() >= 12 ? line.substr(9, 3) : std::string_view();
  auto status = read_number(code, 10);
  if (!line.starts_with(version) || !status || line[8] != ' ') {
    fail(HttpFault::malformed);
    return;
  }
  status_ = static_cast<int>(*status);
  part_ = Part::fields;
}

void HttpResponse::take_field(std::string_view line) {
  auto colon = line.find(':');
  if (colon == line.npos || colon == 0 || line.front() == ' ' || line.front() == '\t') {
    fail(HttpFault::malformed);
    return;
  }
  auto key = ascii::lower(line.substr(0, colon));
  auto value = without_blanks(line.substr(colon + 1));
  if (key == "content-type") content_type_ = printable_field(value);
  if (key == "location") location_ = printable_field(value);
  if (key == "transfer-encoding") chunked_ = ascii::lower(value) == "chunked";
  if (key == "content-length" && !(length_ = read_number(value, 10))) fail(HttpFault::malformed);
}

// Section 6.3. Responses of status 1xx come before the one that counts.
void HttpResponse::begin_body() {
  bool interim = status_ < 200;
  if (interim) length_.reset();
  part_ = interim ? Part::status : chunked_ ? Part::chunk_size : Part::body;
  if (chunked_) length_.reset();
  if (part_ == Part::body && length_ == 0) part_ = Part::done;
}

bool HttpResponse::take_body() {
  auto count = std::min(length_.value_or(buffer_.size()), buffer_.size());
  if (std::max(count, length_.value_or(0)) > largest_body - body_.size()) return fail(HttpFault::too_large);
  body_ += buffer_.substr(0, count);
  buffer_.erase(0, count);
  if (!length_) return false;
  *length_ -= count;
  if (*length_ > 0) return false;
  part_ = part_ == Part::chunk ? Part::chunk_end : Part::done;
  return true;
}

// Section 7.1: its extensions are ignored.
void HttpResponse::take_chunk_size(std::string_view line) {
  length_ = read_number(without_blanks(line.substr(0, line.find(';'))), 16);
  if (!length_)
    fail(HttpFault::malformed);
  else
    part_ = *length_ == 0 ? Part::trailer : Part::chunk;
}

}  // namespace edig::transport
