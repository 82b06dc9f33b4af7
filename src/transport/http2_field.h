// A header field of HTTP/2 as nghttp2 takes it.
#pragma once

#include <nghttp2/nghttp2.h>

#include <string_view>

namespace edig::transport {

inline nghttp2_nv http2_field(std::string_view name, std::string_view value) {
  auto bytes = [](std::string_view text) {
    return const_cast<std::uint8_t*>(
        reinterpret_cast<const std::uint8_t*>(text.data()));  // nghttp2 copies it
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

}  // namespace edig::transport
