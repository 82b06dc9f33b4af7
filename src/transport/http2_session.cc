#include "transport/http2_session.h"

#include <array>
#include <new>

namespace edig::transport {

Http2Session::Http2Session(void (*set)(nghttp2_session_callbacks*), void* owner,
                           std::uint32_t max_header_list) {
  nghttp2_session_callbacks* callbacks = nullptr;
  if (nghttp2_session_callbacks_new(&callbacks) != 0) throw std::bad_alloc();
  set(callbacks);
  int made = nghttp2_session_client_new(&session_, callbacks, owner);
  nghttp2_session_callbacks_del(callbacks);
  if (made != 0) throw std::bad_alloc();
  const std::array settings = {
      nghttp2_settings_entry{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, max_header_list}};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
}

void Http2Session::collect(Bytes& output) const {
  const std::uint8_t* data = nullptr;
  for (ssize_t size; (size = nghttp2_session_mem_send(session_, &data)) > 0;)
    output.insert(output.end(), data, data + size);
}

nghttp2_nv http2_field(std::string_view name, std::string_view value) {
  auto bytes = [](std::string_view text) {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

}  // namespace edig::transport
