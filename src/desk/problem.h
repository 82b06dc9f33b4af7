// What is wrong with a request, as problem details (RFC 9457): application/problem+json for programs; on the
// page as a sentence.
#pragma once

#include <chrono>
#include <string>

#include "desk/http.h"

namespace edig::desk {

struct Problem {
  int status = 400;
  std::string detail = {};                // what is wrong with this request; may quote it
  std::chrono::seconds retry_after = {};  // none: it does not get better with time
};

/// "Too Many Requests"; of the statuses that the desk gives.
std::string_view reason(int status);

HttpResponse problem_response(const Problem& problem);
/// With Retry-After, where it does get better.
void add_retry(HttpResponse& response, const Problem& problem);

}  // namespace edig::desk
