#include "desk/route.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/ascii.h"
#include "base/ip_address.h"

namespace edig::desk {
namespace {

constexpr std::size_t max_target = 4096, max_headers = 16384;

constexpr std::pair<std::string_view, Route> routes[] = {
    {"/", Route::page},
    {"/api/v1/why", Route::why},
    {"/api/v1/openapi.json", Route::openapi},
    {"/api/v1/edig.schema.json", Route::schema},
    {"/desk.css", Route::style},
    {"/desk.js", Route::script},
    {"/healthz", Route::health},
    {"/metrics", Route::metrics},
};

std::unexpected<Problem> refuse(int status, std::string detail) {
  return std::unexpected(Problem{.status = status, .detail = std::move(detail)});
}

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

bool is_own(std::string_view host, const std::vector<std::string>& hosts) {
  auto name = ascii::lower(without_port(host));
  return name == "localhost" || family_of_address(name) != AddressFamily::none ||
         std::ranges::find(hosts, name) != hosts.end();
}

std::size_t octets(const Fields& headers) {
  std::size_t sum = 0;
  for (const auto& [name, value] : headers) sum += name.size() + value.size();
  return sum;
}

}  // namespace

std::expected<Route, Problem> route(const HttpRequest& request, const std::vector<std::string>& hosts) {
  if (request.method != "GET" && request.method != "HEAD")
    return refuse(405, "only GET and HEAD are understood here");
  if (request.target > max_target) return refuse(414, "the address is longer than 4096 octets");
  if (octets(request.headers) > max_headers) return refuse(431, "the headers are longer than 16384 octets");
  if (request.has_body) return refuse(413, "no request here has content");
  auto named = std::ranges::count(request.headers, "host", &Fields::value_type::first);
  if (named != 1) return refuse(400, "exactly one Host is needed");
  if (!is_own(header(request, "host"), hosts))
    return refuse(421, "this desk is not reached by that name: its operator may allow it by --host");
  auto found = std::ranges::find(routes, request.path, &std::pair<std::string_view, Route>::first);
  if (found == std::end(routes)) return refuse(404, "there is nothing here by that name");
  return found->second;
}

}  // namespace edig::desk
