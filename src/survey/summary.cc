#include "survey/summary.h"

#include <algorithm>

#include "dns/types.h"
#include "ede/registry.h"

namespace edig::survey {

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
  return dns::rcode_text(row.rcode);
}

void ServerTally::add(const Row& row) {
  Tally::add(row);
  by_class[static_cast<std::size_t>(class_of(row))].add(row);
  if (row.outcome == Outcome::replied) ms += row.ms;
}

void CauseTally::add(const Row& row) {
  if (count.rows == 0) {
    fault = bounded(row.cause->fault);
    status = bounded(row.cause->status);
    text = bounded(row.cause->text);
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
  if (row.cause) add_cause(row);
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

void Summary::add_cause(const Row& row) {
  const auto& cause = *row.cause;
  if (cause.kind.empty()) return;  // looked for, and not found
  causes[{bounded(cause.kind), bounded(cause.zone)}].add(row);
  if (!cause.zone.empty()) zones[bounded(cause.zone)].add(row);
  if (!cause.fault.empty()) parties[bounded(cause.fault)].add(row);
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
