#include "run/survey_again.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::run {
namespace {

using survey::Outcome;
using survey::Row;

// How much it says of the name: a refusal is about who asks.
unsigned worth_of(const Row& row) {
  if (row.outcome == Outcome::malformed) return 1;
  if (row.outcome != Outcome::replied) return 0;
  return row.rcode == dns::rcode::refused ? 1 : 2;
}

// As what fails validation does (RFC 4035 section 5.5).
bool fails(const Row& row) { return row.outcome == Outcome::replied && row.rcode == dns::rcode::servfail; }

std::optional<Subject> subject_of(const Row& row) {
  auto name = dns::Name::parse(row.name);
  if (!name) return std::nullopt;
  return Subject{.line = row.line, .name = *name, .type = row.type, .weight = row.weight};
}

}  // namespace

SurveyAgain::Key SurveyAgain::key_of(const Row& row) {
  return {row.line, row.servers > 1 ? survey::place_of(row) : survey::Place()};
}

bool SurveyAgain::validates(SurveyServers::Number server) const {
  return server < validating_.size() && validating_[server];
}

void SurveyAgain::keep_reply(Asked& asked, const Row& row) const {
  auto worth = worth_of(row);
  auto number = servers_.number(row);
  if (fails(row) && number && validates(*number)) asked.must_validate = true;
  if (worth == 0 || worth < asked.worth) return;
  asked.reply.emplace().pack(row);
  asked.worth = worth;
}

std::optional<SurveyServers::Number> SurveyAgain::take_next(Asked& asked) const {
  if (!asked.of_any || !asked.reply) return std::nullopt;
  const auto all = servers_.any().size();
  while (asked.passed + 1 < all && asked.servers < most_servers) {
    ++asked.passed;
    asked.last = static_cast<SurveyServers::Number>((asked.last + 1u) % all);
    if (asked.must_validate && !validates(asked.last)) continue;
    ++asked.servers;
    return asked.last;
  }
  return std::nullopt;
}

std::optional<Subject> SurveyAgain::begin(const Row& row) {
  auto subject = subject_of(row);
  if (!subject) return std::nullopt;
  auto number = servers_.number(row);
  subject->server = row.servers > 1 ? number : servers_.named_by(row);
  Asked asked{.of_any = !subject->server && number, .last = number.value_or(0)};
  keep_reply(asked, row);
  if (auto other = take_next(asked))
    subject->server = other;
  else if (asked.must_validate)
    subject->server = number;
  else
    subject->not_first = number;  // whose tries went round already, where it gave no reply
  asked_.insert_or_assign(key_of(row), std::move(asked));
  return subject;
}

std::optional<Subject> SurveyAgain::next() {
  if (next_.empty()) return std::nullopt;
  auto subject = std::move(next_.front());
  next_.pop_front();
  return subject;
}

bool SurveyAgain::end(Row& row) {
  auto found = asked_.find(key_of(row));
  if (found == asked_.end()) return true;
  auto& asked = found->second;
  keep_reply(asked, row);
  if (asked.servers == 1) asked.last = servers_.number(row).value_or(asked.last);
  auto subject = row.fine() ? std::nullopt : subject_of(row);
  if (auto other = subject ? take_next(asked) : std::nullopt) {
    subject->server = other;
    next_.push_back(std::move(*subject));
    return false;
  }
  if (!row.fine() && worth_of(row) < asked.worth) {
    ended_ = std::move(*asked.reply);
    row = ended_.row();
  }
  asked_.erase(found);
  return true;
}

}  // namespace edig::run
