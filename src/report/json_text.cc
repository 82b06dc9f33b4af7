#include "report/json_text.h"

#include <fmt/chrono.h>

#include <cstdint>
#include <iterator>

#include "ede/printable.h"
#include "ede/utf8.h"

namespace edig::report {
namespace {

using Out = std::back_insert_iterator<std::string>;

// RFC 8259 section 7: two escapes for a character beyond U+FFFF.
void json_escape(Out out, char32_t character) {
  auto unit = [&out](char32_t value) { fmt::format_to(out, "\\u{:04x}", static_cast<unsigned>(value)); };
  if (character < 0x10000) return unit(character);
  unit(0xd800 + ((character - 0x10000) >> 10));
  unit(0xdc00 + (character & 0x3ff));
}

// YAML 1.2 section 5.7.
void yaml_escape(Out out, char32_t character) {
  if (character < 0x10000) return json_escape(out, character);
  fmt::format_to(out, "\\U{:08x}", static_cast<unsigned>(character));
}

std::string without_concealing(std::string_view json, void (*escape)(Out, char32_t)) {
  std::string text;
  text.reserve(json.size());
  while (!json.empty()) {
    auto next = ede::step(json, 0);
    if (next.character >= 0x7f && ede::is_concealing(next.character))
      escape(std::back_inserter(text), next.character);
    else
      text.append(json.substr(0, next.length));
    json.remove_prefix(next.length);
  }
  return text;
}

}  // namespace

std::string json_text(std::string_view json) { return without_concealing(json, json_escape); }

std::string yaml_text(std::string_view json) { return without_concealing(json, yaml_escape); }

double rounded(double ms, int parts) {
  return static_cast<double>(static_cast<std::int64_t>(ms * parts + 0.5)) / parts;
}

std::string json_time(std::chrono::sys_seconds at) {
  return fmt::format("{:%FT%TZ}", fmt::gmtime(at.time_since_epoch().count()));
}

}  // namespace edig::report
