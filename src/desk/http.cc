#include "desk/http.h"

#include <algorithm>

namespace edig::desk {

std::string_view header(const HttpRequest& request, std::string_view name) {
  auto found = std::ranges::find(request.headers, name, &Fields::value_type::first);
  return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

const Fields& strict_headers() {
  static const Fields headers = {
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; "
       "frame-ancestors 'none'"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Content-Type-Options", "nosniff"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "clipboard-write=(self)"},
  };
  return headers;
}

}  // namespace edig::desk
