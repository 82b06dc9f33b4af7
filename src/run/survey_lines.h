// What is asked for one line of a survey's input: a question, or several that belong together, whose replies
// make one row. With +preflight=validation these are one with CD and then one without, of the same server;
// with +compare one of each server, with a row for each.
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
  /// Each line, with +compare for each server, ends with one call; the row's texts are there as long as that
  /// lasts.
  using Done = std::function<void(survey::Row&)>;

  /// `servers` are opened; the error is that of the first that cannot be.
  static Result<std::unique_ptr<SurveyLines>> open(const std::vector<transport::Server>& servers,
                                                   const transport::Tactics& tactics, const dns::Query& query,
                                                   const survey::Pace& pace, survey::Purpose purpose,
                                                   Done done);

  SurveyAsking& asking() { return *asking_; }
  bool has_room() const { return next_.empty() && asking_->has_room(); }
  std::size_t under_way() const { return next_.size() + asking_->under_way(); }
  /// `subject` of these servers, each by itself.
  void add(Subject subject, const std::vector<Server>& servers);
  void add(Subject subject);
  /// As SurveyAsking does.
  void carry_on(survey::Time until);

 private:
  SurveyLines(survey::Purpose purpose, std::size_t servers, Done done)
      : purpose_(purpose), servers_(static_cast<unsigned>(servers)), done_(std::move(done)) {}

  void take(survey::Row& row, Server server);
  void ask_checked(const survey::Row& row, Server server);

  survey::Purpose purpose_;
  unsigned servers_;  // that any name may be asked of
  Done done_;
  std::unique_ptr<SurveyAsking> asking_;
  std::deque<Subject> next_;  // that follow questions that are over, or others of their line: few
  std::unordered_map<std::uint64_t, survey::Unvalidated> unvalidated_;  // by line: replies with CD
};

}  // namespace edig::run
