// Requests -> reports.
#pragma once

#include <cstddef>
#include <vector>

#include "report/report.h"
#include "run/request.h"
#include "run/request_source.h"
#include "transport/client.h"

namespace edig::run {

/// Who is told what comes of the requests. `turn` counts them, from 0.
class Listener {
 public:
  virtual ~Listener() = default;
  /// As soon as the report is there: not in the order of their turns.
  virtual void answered(std::size_t turn, const Request& request, const report::Report& report) = 0;
  /// In place of a request there was an error.
  virtual void refused(std::size_t turn, const Error& error) = 0;
  /// Whether another may be begun beside `under_way` others. Not as long as too much waits for a turn that is
  /// slow.
  virtual bool has_room(std::size_t under_way) const = 0;

  /// What is to be said on standard error before something is done, where there is somebody who reads it.
  virtual void told(const std::string&) {}

  /// A zone that is transferred is printed as it comes, when all turns before it are over: part of it ...
  virtual void write(const Request& request, std::string_view text) = 0;
  /// ... and its end, with what is to be said on standard error.
  virtual void written(std::size_t turn, const Request& request, int status,
                       const std::string& complaints) = 0;
};

/// Asks `requests`, and then those of `more` (which may be null) as they come: many at a time. Where a name
/// does not exist and the search list has another one, that is asked next.
void ask_all(transport::Client& client, std::vector<Request> requests, RequestSource* more,
             Listener& listener);

}  // namespace edig::run
