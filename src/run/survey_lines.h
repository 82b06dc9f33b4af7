// What is asked for one line of a survey's input: a question, or several that belong together, whose replies
// make one row. With +preflight=validation these are one with CD and then one without, of the same server.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "run/survey_asking.h"
#include "survey/purpose.h"

namespace edig::run {

class SurveyLines {
 public:
  using Server = survey::Scheduler::Server;
  /// Each line ends with one call; the row's texts are there as long as that lasts.
  using Done = std::function<void(survey::Row&)>;

  /// `servers` are opened; the error is that of the first that cannot be.
  static Result<std::unique_ptr<SurveyLines>> open(const std::vector<transport::Server>& servers,
                                                   const transport::Tactics& tactics, const dns::Query& query,
                                                   const survey::Pace& pace, survey::Purpose purpose,
                                                   Done done);

  SurveyAsking& asking() { return *asking_; }
  bool has_room() const { return next_.empty() && asking_->has_room(); }
  std::size_t under_way() const { return next_.size() + asking_->under_way(); }
  void add(Subject subject);
  /// As SurveyAsking does.
  void carry_on(survey::Time until);

 private:
  SurveyLines(survey::Purpose purpose, Done done) : purpose_(purpose), done_(std::move(done)) {}

  void take(survey::Row& row, Server server);
  void ask_checked(const survey::Row& row, Server server);

  survey::Purpose purpose_;
  Done done_;
  std::unique_ptr<SurveyAsking> asking_;
  std::deque<Subject> next_;  // questions that are to follow those that are over: no more than those
  std::unordered_map<std::uint64_t, survey::Unvalidated> unvalidated_;  // by line: replies with CD
};

}  // namespace edig::run
