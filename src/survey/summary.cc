#include "survey/summary.h"

#include <algorithm>
#include <set>
#include <vector>

#include "dns/name.h"
#include "dns/types.h"
#include "ede/registry.h"

namespace edig::survey {
namespace {

// All that explains the row: of services the cause of each application, and why look-ups failed.
std::vector<Cause> causes_of(const Row& row) {
  std::vector<Cause> causes;
  if (!row.services && row.cause) causes.push_back(*row.cause);
  if (!row.services) return causes;
  for (const auto& application : row.services->applications) causes.push_back(application.cause);
  causes.insert(causes.end(), row.services->failures.begin(), row.services->failures.end());
  return causes;
}

// What lies within the row's domain is nobody else's cause.
bool is_own(const std::string& zone, const Row& row) {
  auto within = dns::Name::parse(zone), domain = dns::Name::parse(row.name);
  return zone.empty() || (within && domain && within->is_within(*domain));
}

}  // namespace

Class class_of(const Row& row) {
  if (row.outcome == Outcome::bad_input) return Class::bad_input;
  if (row.outcome != Outcome::replied) return Class::no_reply;
  if (!row.answered()) return Class::failure;
  return row.suspect() ? Class::suspect : Class::fine;
}

std::string cause_of(const Row& row) {
  if (row.outcome != Outcome::replied) return std::string(name(row.outcome));
  if (row.cause && !row.cause->kind.empty())
    return bounded(row.cause->kind) + (row.cause->zone.empty() ? "" : ' ' + bounded(row.cause->zone));
  bool answered = row.answered();
  for (const auto& error : row.errors)
    if (!answered || ede::info_code(error.info_code).suspect_answer)
      return "EDE " + std::to_string(error.info_code);
  if (answered && row.services && !row.services->good()) return "services " + bounded(row.services->state);
  return dns::rcode_text(row.rcode);
}

void ServerTally::add(const Row& row) {
  Tally::add(row);
  by_class[static_cast<std::size_t>(class_of(row))].add(row);
  if (row.outcome == Outcome::replied) ms += row.ms;
}

void CauseTally::add(const Row& row, const Cause& cause) {
  if (count.rows == 0) {
    fault = bounded(cause.fault);
    status = bounded(cause.status);
    text = bounded(cause.text);
  }
  Tally::add(row);
}

void Summary::add(const Row& row) {
  auto what = class_of(row);
  all.add(row);
  by_class[static_cast<std::size_t>(what)].add(row);
  weighted = weighted || row.weight != 1;
  if (row.recovered) recovered.add(row);
  if (row.doubtful) doubtful.add(row);
  if (row.outcome == Outcome::replied)
    rcodes[row.rcode].add(row);
  else
    failures[row.outcome].add(row);
  timeline.add(row.at, what);
  if (what == Class::bad_input) return;
  servers[{bounded(row.server), bounded(row.transport)}].add(row);
  transports[bounded(row.transport)].add(row);
  add_codes(row);
  if (row.cause || row.services) add_causes(row);
  if (row.services) add_services(row);
  if (row.preflight) add_preflight(row);
  if (row.servers > 1) agreement.add(row);
}

void Summary::add_codes(const Row& row) {
  for (std::size_t i = 0; i < row.errors.size(); ++i) {
    auto code = row.errors[i].info_code;
    bool again = std::ranges::find(row.errors.first(i), code, &ExtendedError::info_code) !=
                 row.errors.begin() + static_cast<std::ptrdiff_t>(i);
    if (again) continue;
    info_codes[code].add(row);
    codes_by_server[{code, bounded(row.server)}].add(row);
  }
}

// A row counts once for each, however many of its applications it is the cause of.
void Summary::add_causes(const Row& row) {
  std::set<std::pair<std::string, std::string>> kinds;
  std::set<std::string> at_fault, turns;
  for (const auto& cause : causes_of(row)) {
    if (cause.kind.empty()) continue;  // looked for, and not found
    std::pair key(bounded(cause.kind), bounded(cause.zone));
    if (row.services && is_own(key.second, row)) key.second.clear();
    if (kinds.insert(key).second) causes[key].add(row, cause);
    if (!key.second.empty() && at_fault.insert(key.second).second) zones[key.second].add(row);
    auto turn = bounded(cause.fault);
    if (!turn.empty() && turns.insert(turn).second) parties[turn].add(row);
  }
}

void Summary::add_services(const Row& row) {
  services[bounded(row.services->state)].add(row);
  for (const auto& application : row.services->applications)
    applications[{bounded(application.name), bounded(application.state)}].add(row);
}

void Summary::add_preflight(const Row& row) {
  auto verdict = row.preflight->verdict;
  verdicts[verdict].add(row);
  if (verdict == Verdict::stops) would_stop[cause_of(row)].add(row);
  if (verdict == Verdict::mend && row.cause) mend_first[bounded(row.cause->kind)].add(row);
}

bool Summary::has_unmended() const {
  Count none;
  return std::ranges::any_of(verdicts.ranked(verdicts.size(), none), [](auto& one) {
    auto verdict = one.first;
    return verdict == Verdict::stops || verdict == Verdict::mend || verdict == Verdict::unknown;
  });
}

}  // namespace edig::survey
