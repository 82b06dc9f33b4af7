// What a survey is to find out about each line of its input.
#pragma once

#include <cstdint>
#include <string_view>

namespace edig::survey {

enum class Purpose : std::uint8_t {
  failures,    // which names fail, and why
  validation,  // +preflight=validation: which names would stop resolving if validation were on
  signing,     // +preflight=signing: whether zones are ready to be signed, or for their DS
  agreement,   // +compare: each name of every server
  services,    // +services: what mail, TLS and certificates have of domains
};

/// As the command line has it: "preflight=validation", "preflight=signing", "compare", "services"; of
/// failures "".
std::string_view name(Purpose purpose);

}  // namespace edig::survey
