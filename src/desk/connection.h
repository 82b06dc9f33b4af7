// One connection of a visitor: the request that is on it, and how it goes.
#pragma once

#include <microhttpd.h>

#include <chrono>
#include <optional>
#include <string>

#include "desk/desk.h"

namespace edig::desk {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(MHD_Connection* handle, Clock::time_point now) : handle_(handle), since_(now) {}

  /// A request came, as far as its target.
  void begin(std::string_view target);
  /// With its headers; `first`: its body, which it should not have, was not read yet. False: nothing can be
  /// done but to close. Where the answer is awaited it is suspended, and asked again when that is there.
  bool answer(Desk& desk, const char* path, const char* method, bool first);
  /// Goes on where what was awaited is there; ends what takes too long to come or to go.
  void tend(Desk& desk, Clock::time_point now);
  /// The desk closes.
  void give_up();
  /// The request is over.
  void end(Clock::time_point now);

  int status() const { return status_; }  // 0: none was given
  const std::string& asker() const { return asker_; }
  const std::string& path() const { return path_; }
  Clock::time_point since() const { return since_; }

 private:
  HttpRequest read(const char* path, const char* method) const;
  bool send(const HttpResponse& response, bool last);

  MHD_Connection* handle_;
  Clock::time_point since_;
  std::size_t target_ = 0;
  bool has_nul_ = false;                       // its path, which would end there
  std::optional<Call> call_ = {};              // awaited
  std::optional<HttpResponse> response_ = {};  // to be sent
  int status_ = 0;
  std::string asker_ = {}, path_ = {};
};

}  // namespace edig::desk
