#include "run/look_up.h"

#include <algorithm>

#include "diagnosis/asking/iterator.h"
#include "diagnosis/diagnose.h"
#include "dns/types.h"

namespace edig::run {
namespace {

using diagnosis::Status;
using services::Lookup;

// For all that one domain's services need. Reached, they are told.
constexpr diagnosis::Limits limits{
    .verifications = 2000, .records = 400'000, .hash_rounds = 100'000, .questions = 500, .packets = 1200};

// Of the zone whose fault it is that nothing is to be believed: the first broken one, else the last.
std::optional<dns::Name> zone_of(const diagnosis::Walk& walk) {
  auto broken = std::ranges::find_if(
      walk.zones, [](const auto& trust) { return trust.broken || trust.status == Status::bogus; });
  if (broken != walk.zones.end()) return broken->zone;
  return walk.zones.empty() ? std::nullopt : std::optional(walk.zones.back().zone);
}

// Evidence that validators need and do not get; where a reply could hold none, nobody near can validate.
const std::string* missing_evidence(const diagnosis::Walk& walk) {
  auto lacks = std::ranges::find_if(
      walk.undelivered, [](const auto& item) { return item.second != diagnosis::without_dnssec; });
  return lacks == walk.undelivered.end() ? nullptr : &lacks->second;
}

diagnosis::Delegation root_servers(const Why& why) {
  auto hints = why.hints ? *why.hints : diagnosis::RootHints::built_in();
  return diagnosis::read_delegation({}, hints.records, hints.records);
}

}  // namespace

services::Lookup lookup_of(const diagnosis::Walk& walk, const dns::Question& question,
                           const std::string& failure) {
  Lookup lookup{.status = walk.status};
  if (walk.message || walk.status == Status::bogus) lookup.zone = zone_of(walk);
  for (const auto& hop : walk.hops)
    if (hop.question.name != question.name) lookup.aliases.push_back(hop.question.name);
  if (!walk.message)
    lookup.failure = failure;
  else if (walk.status == Status::bogus)
    lookup.failure = "bogus";
  else if (walk.status == Status::unresolvable)
    lookup.failure = "endless aliases";
  else if (const auto* missing = missing_evidence(walk); missing && walk.status == Status::indeterminate)
    lookup.failure = *missing;
  if (!lookup.failure.empty()) return lookup;
  auto proven = walk.proven();
  for (const auto* record : dns::select(proven.answer, walk.last.name, question.type))
    lookup.records.push_back(*record);
  bool denied = proven.rcode == dns::rcode::nxdomain || walk.compact;
  lookup.outcome = !lookup.records.empty() ? Lookup::Outcome::records
                   : denied                ? Lookup::Outcome::no_name
                                           : Lookup::Outcome::no_data;
  return lookup;
}

LookUp::LookUp(const Why& why, diagnosis::Fetcher& fetcher, std::chrono::steady_clock::time_point deadline)
    : why_(why),
      anchors_(why.trusted()),
      now_(why.at.value_or(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))),
      deadline_(deadline),
      asked_(fetcher),
      fetcher_(fetcher),
      budget_(limits, deadline, why.more_time),
      asker_(fetcher_, budget_, why.reach()),
      source_(source()),
      walks_(anchors_, *source_, {now_, &budget_}) {}

std::unique_ptr<diagnosis::Source> LookUp::source() {
  if (why_.direct) return std::make_unique<diagnosis::Iterator>(asker_, budget_, root_servers(why_), true);
  auto resolver = std::make_unique<diagnosis::ResolverSource>(asker_);
  resolver->be_patient();
  return resolver;
}

void LookUp::answer(std::span<const dns::Question> questions, services::Records& records) {
  auto walks = walks_.to(questions);
  for (std::size_t i = 0; i < walks.size(); ++i) {
    auto evidence = source_->get(questions[i]);
    records.put(questions[i], lookup_of(walks[i], questions[i], evidence.failure));
  }
}

diagnosis::Diagnosis LookUp::diagnose(const dns::Question& question) {
  fetcher_.start_over();
  diagnosis::Request request;
  request.question = question;
  request.anchors = anchors_;
  request.hints = why_.hints;
  request.now = now_;
  request.own_clock = !why_.at;
  request.direct = why_.direct;
  request.reach = why_.reach();
  request.deadline = deadline_;
  request.more_time = why_.more_time;
  if (!request.direct) {
    diagnosis::Ask as_users_do{.question = question, .server = {}, .cd = false};
    request.reply = fetcher_.fetch({&as_users_do, 1}, deadline_).front().reply;
  }
  auto diagnosis = diagnosis::diagnose(request, fetcher_);
  diagnosed_.questions += diagnosis.cost.questions;
  diagnosed_.round_trips += diagnosis.cost.round_trips;
  return diagnosis;
}

diagnosis::Cost LookUp::cost() const {
  auto cost = asker_.cost();
  return {cost.questions + diagnosed_.questions, cost.round_trips + diagnosed_.round_trips, asked_.traffic(),
          cost.ms};
}

}  // namespace edig::run
