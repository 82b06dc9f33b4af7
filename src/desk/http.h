// A request as the desk reads it, and its response (RFC 9110): values, whatever library speaks HTTP.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace edig::desk {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = {};
  std::string path = {};   // decoded, as in "/api/v1/why"
  Fields parameters = {};  // of the query, decoded, in their order
  Fields headers = {};     // by their names in lower case
  std::string peer = {};   // the address that the connection comes from
  std::size_t target = 0;  // octets of the request target as it came
  bool has_body = false;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body = {};
  Fields headers = {};  // beside Content-Type and what every response has
};

/// The header's value; empty where it is not there. `name` is in lower case.
std::string_view header(const HttpRequest& request, std::string_view name);

/// The headers of every response: nothing is loaded but from here, no script stands in a page, nothing is
/// told to others, nothing is kept.
const Fields& strict_headers();

}  // namespace edig::desk
