#include "survey/summary.h"

#include <algorithm>

namespace edig::survey {

Class class_of(const Row& row) {
  if (row.outcome == Outcome::bad_input) return Class::bad_input;
  if (row.outcome != Outcome::replied) return Class::no_reply;
  if (!row.answered()) return Class::failure;
  return row.suspect() ? Class::suspect : Class::fine;
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

}  // namespace edig::survey
