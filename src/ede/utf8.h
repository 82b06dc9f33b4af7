// Stepping through text that claims to be UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <string_view>

namespace edig::ede {

/// A character, or an ill-formed sequence, cut where a well-formed one could begin again (Unicode 15.0
/// section 3.9, "maximal subparts").
struct Step {
  char32_t character = 0;
  std::size_t length = 1;  // octets
  bool valid = false;
};

/// What may follow a lead byte: how many continuation bytes, and the range of the first of them, which
/// excludes overlong forms, surrogates and what lies beyond U+10FFFF.
struct Lead {
  std::size_t continuations = 0;
  unsigned low = 0x80, high = 0xbf;
};

constexpr Lead lead_of(unsigned byte) {
  if (byte >= 0xc2 && byte <= 0xdf) return {1};
  if (byte == 0xe0) return {2, 0xa0, 0xbf};
  if (byte == 0xed) return {2, 0x80, 0x9f};
  if (byte >= 0xe1 && byte <= 0xef) return {2};
  if (byte == 0xf0) return {3, 0x90, 0xbf};
  if (byte >= 0xf1 && byte <= 0xf3) return {3};
  if (byte == 0xf4) return {3, 0x80, 0x8f};
  return {};
}

/// The step at `at`, which is within `text`.
constexpr Step step(std::string_view text, std::size_t at) {
  auto byte_at = [text](std::size_t place) -> unsigned {
    return place < text.size() ? static_cast<unsigned char>(text[place]) : 0;
  };
  unsigned first = byte_at(at);
  if (first < 0x80) return {first, 1, true};
  auto lead = lead_of(first);
  if (lead.continuations == 0) return {};
  char32_t character = first & (0x3fU >> lead.continuations);
  for (std::size_t i = 1; i <= lead.continuations; ++i) {
    auto byte = byte_at(at + i);
    if (byte < lead.low || byte > lead.high) return {0, i, false};
    lead.low = 0x80;
    lead.high = 0xbf;
    character = character << 6 | (byte & 0x3fU);
  }
  return {character, lead.continuations + 1, true};
}

/// Code points that are never characters (Unicode 15.0 section 23.7).
constexpr bool is_noncharacter(char32_t character) {
  return (character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef);
}

}  // namespace edig::ede
