#include "survey/row_values.h"

#include <charconv>
#include <chrono>

#include "base/ascii.h"
#include "dns/types.h"

namespace edig::survey {
namespace {

constexpr std::uint16_t most_rcode = 0xfff;  // extended by OPT (RFC 6891 section 6.1.3)

std::optional<std::uint16_t> rcode_of(std::string_view text) {
  std::uint16_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number <= most_rcode) return number;
  for (std::uint16_t rcode = 0; rcode <= most_rcode; ++rcode)
    if (dns::rcode_text(rcode) == text) return rcode;
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> read_time(std::string_view text) {
  constexpr std::string_view form = "0000-00-00T00:00:00Z";
  if (text.size() != form.size()) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == '0' ? !ascii::is_digit(text[i]) : text[i] != form[i]) return std::nullopt;
  auto number = [text](std::size_t at, std::size_t digits) {
    int value = 0;
    for (char digit : text.substr(at, digits)) value = value * 10 + (digit - '0');
    return value;
  };
  auto day = std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2);
  auto hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (!day.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(day).time_since_epoch().count() * std::int64_t{86400} + hour * 3600 +
         minute * 60 + second;
}

Outcome read_kind(std::string_view kind) {
  if (auto own = outcome_of(kind)) return *own;
  return kind == "usage" ? Outcome::bad_input : Outcome::connection;
}

std::optional<std::uint16_t> TypeMemo::read(std::string_view text) {
  if (text != text_) {
    text_ = text;
    type_ = dns::parse_type(text);
  }
  return type_;
}

std::optional<std::uint16_t> RcodeMemo::read(std::string_view text) {
  if (text != text_) {
    text_ = text;
    rcode_ = rcode_of(text);
  }
  return rcode_;
}

}  // namespace edig::survey
