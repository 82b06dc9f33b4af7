#include "run/survey_lines.h"

#include <utility>

#include "survey/preflight.h"

namespace edig::run {

using survey::Purpose;
using survey::Row;

Result<std::unique_ptr<SurveyLines>> SurveyLines::open(const std::vector<transport::Server>& servers,
                                                       const transport::Tactics& tactics,
                                                       const dns::Query& query, const survey::Pace& pace,
                                                       Purpose purpose, Done done) {
  std::unique_ptr<SurveyLines> lines(new SurveyLines(purpose, servers.size(), std::move(done)));
  auto asking = SurveyAsking::open(servers, tactics, query, pace,
                                   [&lines = *lines](Row& row, Server server) { lines.take(row, server); });
  if (!asking) return std::unexpected(asking.error());
  lines->asking_ = std::move(*asking);
  return lines;
}

void SurveyLines::add(Subject subject) {
  subject.unchecked = purpose_ == Purpose::validation;
  asking_->add(subject);
}

void SurveyLines::add(Subject subject, const std::vector<Server>& servers) {
  for (auto server : servers) {
    subject.server = server;
    if (has_room())
      asking_->add(subject);
    else
      next_.push_back(subject);
  }
}

void SurveyLines::carry_on(survey::Time until) {
  for (; !next_.empty() && asking_->has_room(); next_.pop_front()) asking_->add(next_.front());
  asking_->carry_on(until);
}

void SurveyLines::take(Row& row, Server server) {
  if (purpose_ == Purpose::agreement && server < servers_) row.servers = servers_;
  if (purpose_ != Purpose::validation) return done_(row);
  auto first = unvalidated_.extract(row.line);
  if (!first) return ask_checked(row, server);
  row.preflight = {.verdict = survey::judge(row, first.mapped()), .unvalidated = first.mapped()};
  done_(row);
}

// Later: nothing may be added while a reply is taken.
void SurveyLines::ask_checked(const Row& row, Server server) {
  auto name = dns::Name::parse(row.name);
  if (!name) return;
  unvalidated_.emplace(row.line, survey::unvalidated(row));
  next_.push_back(
      {.line = row.line, .name = *name, .type = row.type, .weight = row.weight, .server = server});
}

}  // namespace edig::run
