#include "report/json_text.h"

#include <fmt/chrono.h>

#include <iterator>

#include "ede/printable.h"
#include "ede/utf8.h"

namespace edig::report {
namespace {

// A \u escape, or two for a character beyond U+FFFF (RFC 8259 section 7).
void append_escape(std::string& text, char32_t character) {
  auto out = std::back_inserter(text);
  auto unit = [&out](char32_t value) { fmt::format_to(out, "\\u{:04x}", static_cast<unsigned>(value)); };
  if (character < 0x10000) return unit(character);
  unit(0xd800 + ((character - 0x10000) >> 10));
  unit(0xdc00 + (character & 0x3ff));
}

}  // namespace

std::string json_text(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  while (!json.empty()) {
    auto next = ede::step(json, 0);
    if (next.character >= 0x7f && ede::is_concealing(next.character)) {
      append_escape(text, next.character);
    } else {
      text.append(json.substr(0, next.length));
    }
    json.remove_prefix(next.length);
  }
  return text;
}

std::string json_time(std::chrono::sys_seconds at) {
  return fmt::format("{:%FT%TZ}", fmt::gmtime(at.time_since_epoch().count()));
}

}  // namespace edig::report
