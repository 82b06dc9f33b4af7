#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "transport/doh_response.h"
#include "transport/http_get.h"

namespace edig::transport {
namespace {

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

class Http1Get : public HttpGet {
 public:
  Http1Get(const std::string& host, const std::string& path)
      : request_("GET " + path + " HTTP/1.1\r\nHost: " + host +
                 "\r\nUser-Agent: edig\r\nAccept: text/plain\r\nConnection: close\r\n\r\n") {}

  Bytes output() override {
    auto bytes = as_bytes(request_);
    Bytes output(bytes.begin(), bytes.end());
    request_.clear();
    return output;
  }
  bool take(ByteView bytes) override;
  void end() override;  // which ends a body of no declared length
  const HttpResponse& response() const override { return response_; }

 private:
  enum class Part { status, fields, body, chunk_size, chunk, chunk_end, trailer, done };

  bool fail(HttpFault fault);
  /// Without its line break; nothing where it has not come whole.
  std::optional<std::string> take_line();
  bool step();
  void take_status(std::string_view line);
  void take_field(std::string_view line);
  void begin_body();
  bool take_body();
  void take_chunk_size(std::string_view line);

  std::string request_;
  std::string buffer_;
  std::size_t header_octets_ = 0;
  Part part_ = Part::status;
  bool chunked_ = false;
  std::optional<std::size_t> length_;  // of the body, or of the chunk, that is yet to come
  HttpResponse response_;
};

bool Http1Get::take(ByteView bytes) {
  buffer_ += as_text(bytes);
  while (response_.fault == HttpFault::none && part_ != Part::done && step()) {
  }
  return response_.fault == HttpFault::none && part_ != Part::done;
}

void Http1Get::end() {
  if (part_ == Part::body && !length_)
    part_ = Part::done;
  else if (part_ != Part::done)
    fail(HttpFault::ended);
}

bool Http1Get::fail(HttpFault fault) {
  if (response_.fault == HttpFault::none) response_.fault = fault;
  return false;
}

std::optional<std::string> Http1Get::take_line() {
  auto end = buffer_.find('\n');
  if (header_octets_ + std::min(end, buffer_.size()) > largest_http_header) {
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
bool Http1Get::step() {
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
void Http1Get::take_status(std::string_view line) {
  constexpr std::string_view version = "HTTP/1.";
  auto code = line.size() >= 12 ? line.substr(9, 3) : std::string_view();
  auto status = read_number(code, 10);
  if (!line.starts_with(version) || !status || line[8] != ' ') {
    fail(HttpFault::malformed);
    return;
  }
  response_.status = static_cast<int>(*status);
  part_ = Part::fields;
}

void Http1Get::take_field(std::string_view line) {
  auto colon = line.find(':');
  if (colon == line.npos || colon == 0 || line.front() == ' ' || line.front() == '\t') {
    fail(HttpFault::malformed);
    return;
  }
  auto key = ascii::lower(line.substr(0, colon));
  auto value = without_blanks(line.substr(colon + 1));
  if (key == "content-type") response_.content_type = printable_field(value);
  if (key == "location") response_.location = printable_field(value);
  if (key == "transfer-encoding") chunked_ = ascii::lower(value) == "chunked";
  if (key == "content-length" && !(length_ = read_number(value, 10))) fail(HttpFault::malformed);
}

// Section 6.3. Responses of status 1xx come before the one that counts.
void Http1Get::begin_body() {
  bool interim = response_.status < 200;
  if (interim) length_.reset();
  part_ = interim ? Part::status : chunked_ ? Part::chunk_size : Part::body;
  if (chunked_) length_.reset();
  if (part_ == Part::body && length_ == 0) part_ = Part::done;
}

bool Http1Get::take_body() {
  auto count = std::min(length_.value_or(buffer_.size()), buffer_.size());
  if (std::max(count, length_.value_or(0)) > largest_http_body - response_.body.size())
    return fail(HttpFault::too_large);
  response_.body += buffer_.substr(0, count);
  buffer_.erase(0, count);
  if (!length_) return false;
  *length_ -= count;
  if (*length_ > 0) return false;
  part_ = part_ == Part::chunk ? Part::chunk_end : Part::done;
  return true;
}

// Section 7.1: its extensions are ignored.
void Http1Get::take_chunk_size(std::string_view line) {
  length_ = read_number(without_blanks(line.substr(0, line.find(';'))), 16);
  if (!length_)
    fail(HttpFault::malformed);
  else
    part_ = *length_ == 0 ? Part::trailer : Part::chunk;
}

}  // namespace

std::unique_ptr<HttpGet> http1_get(const std::string& host, const std::string& path) {
  return std::make_unique<Http1Get>(host, path);
}

}  // namespace edig::transport
