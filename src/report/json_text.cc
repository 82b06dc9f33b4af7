#include "report/json_text.h"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>

namespace edig::report {
namespace {

// All of them are outside of the structure of JSON and so stand in strings. They lie below U+10000: no surrogates.
bool must_not_be_bare(std::uint32_t c) {
  return (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb);
}

struct Character {
  std::uint32_t value = 0;
  std::size_t length = 1;
};

// `text` is valid UTF-8 and not empty; characters beyond three bytes are of no interest here.
Character front(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  if (byte(0) >= 0xe0 && byte(0) < 0xf0 && text.size() > 2)
    return {(byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f), 3};
  if (byte(0) >= 0xc0 && byte(0) < 0xe0 && text.size() > 1) return {(byte(0) & 0x1f) << 6 | (byte(1) & 0x3f), 2};
  return {byte(0) < 0x80 ? byte(0) : 0, 1};
}

}  // namespace

std::string json_text(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  while (!json.empty()) {
    auto character = front(json);
    if (must_not_be_bare(character.value)) {
      fmt::format_to(std::back_inserter(text), "\\u{:04x}", character.value);
    } else {
      text.append(json.substr(0, character.length));
    }
    json.remove_prefix(character.length);
  }
  return text;
}

}  // namespace edig::report
