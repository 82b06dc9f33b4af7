#include "transport/http_get.h"

namespace edig::transport {

std::string_view name(HttpFault fault) {
  constexpr std::string_view names[] = {"none", "malformed", "too-large", "ended"};
  return names[static_cast<std::size_t>(fault)];
}

}  // namespace edig::transport
