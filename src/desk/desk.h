// The desk itself: from requests to responses. Answers the plain ones at once; a question waits as a Call
// until there is an answer to show, or, on the page, something to say meanwhile.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "desk/counter.h"
#include "desk/http.h"
#include "desk/pages.h"
#include "desk/question.h"
#include "desk/settings.h"
#include "desk/worker.h"

namespace edig::desk {

/// A question on its way to its response.
struct Call {
  Visit visit;
  Asked asked;
  std::string visitor;
  bool of_program = false;  // by the interface, and not on the page
  std::chrono::steady_clock::time_point since;
};

class Desk {
 public:
  using Clock = std::chrono::steady_clock;

  /// `resolvers`: how pages name who is asked.
  Desk(Settings settings, std::string resolvers);

  std::variant<HttpResponse, Call> take(const HttpRequest& request, Clock::time_point now);
  /// Nothing as long as it has to wait.
  std::optional<HttpResponse> look(const Call& call, Clock::time_point now);

  /// Begins what is to be begun, and takes up what the processes tell.
  void tend(Clock::time_point now);
  /// Readable when one of them tells something.
  std::vector<int> descriptors() const;
  /// For the figures.
  void count_response(int status) { ++responses_[status]; }
  /// Who asks: the peer, or whom a proxy names.
  std::string asker(const HttpRequest& request) const;
  bool logs_addresses() const { return settings_.log_addresses; }

 private:
  std::variant<HttpResponse, Call> take_question(const HttpRequest& request, bool of_program,
                                                 Clock::time_point now);
  std::optional<HttpResponse> look_for_page(const Call& call, const Standing& standing,
                                            Clock::time_point now) const;
  std::optional<HttpResponse> look_for_program(const Call& call, const Standing& standing) const;
  HttpResponse with_origin(HttpResponse response) const;
  std::string metrics() const;
  void begin(Clock::time_point now);

  Settings settings_;
  std::string resolvers_;
  Counter counter_;
  std::unordered_map<std::string, run::Request> waiting_;  // by key, until they are begun
  std::unordered_map<std::string, Worker> workers_;        // by key
  std::map<int, std::uint64_t> responses_;                 // by status
};

}  // namespace edig::desk
