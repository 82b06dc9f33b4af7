#include "desk/problem.h"

#include <nlohmann/json.hpp>

#include "ede/printable.h"

namespace edig::desk {

std::string_view reason(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 421:
      return "Misdirected Request";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

// The type is about:blank, which is left out: the status says it all (RFC 9457 section 4.2.1).
HttpResponse problem_response(const Problem& problem) {
  nlohmann::ordered_json body{{"title", reason(problem.status)}, {"status", problem.status}};
  if (!problem.detail.empty()) body["detail"] = ede::to_utf8(problem.detail);
  HttpResponse response{
      .status = problem.status, .content_type = "application/problem+json", .body = body.dump() + "\n"};
  if (problem.status == 405) response.headers.emplace_back("Allow", "GET, HEAD");
  add_retry(response, problem);
  return response;
}

void add_retry(HttpResponse& response, const Problem& problem) {
  if (problem.retry_after.count() > 0)
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after.count()));
}

}  // namespace edig::desk
