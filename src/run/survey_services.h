// +survey +services: what mail, TLS and certificates have of the domains of a list, looked at as +services
// does with each, several side by side, by evidence that they share.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "run/common_evidence.h"
#include "run/inquiries.h"
#include "run/request.h"
#include "survey/row.h"
#include "survey/scheduler.h"

namespace edig::run {

class SurveyServices {
 public:
  using Clock = std::chrono::steady_clock;
  /// Each domain ends with one call; the row's texts are there as long as that lasts. One that nothing came
  /// of has services that were not evaluated, and is doubtful.
  using Done = std::function<void(survey::Row&)>;

  static constexpr std::size_t most_domains = 8;         // side by side
  static constexpr std::size_t most_questions = 8 * 63;  // of them all, under way: each takes a socket

  /// `request`: as names are asked; outlives this. Of `pace` the rate is held by when the next domain begins:
  /// what one needs is asked at once, so that its time goes by as ever.
  SurveyServices(transport::Client& client, const Request& request, const survey::Pace& pace, Done done);

  bool has_room() const;
  std::size_t under_way() const { return inquiries_.under_way(); }
  /// As this server sees it.
  void look_at(const survey::Row& row, const transport::Server& server);
  /// Until then, or until there is something else to do.
  void carry_on(Clock::time_point until);
  /// Those that are under way end now.
  void give_up() { inquiries_.give_up(); }

 private:
  void look(Inquiry& inquiry, survey::Row& row, const transport::Server& server);
  std::string view_of(const transport::Server& server);

  transport::Client& client_;
  const Request& request_;
  double rate_;
  Done done_;
  std::size_t domains_;
  CommonEvidence evidence_;
  std::vector<transport::Server> views_;  // whose the evidence is
  Clock::time_point due_ = Clock::now();  // the next domain
  Inquiries inquiries_;                   // the last: they use the others
};

}  // namespace edig::run
