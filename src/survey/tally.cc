#include "survey/tally.h"

namespace edig::survey {

void Tally::add(const Row& row) {
  count.add(row);
  if (examples.size() == most_examples && row.line >= examples.back().line) return;
  auto place = std::ranges::upper_bound(examples, row.line, {}, &Example::line);
  auto type = row.outcome == Outcome::bad_input ? std::nullopt : std::optional(row.type);
  examples.insert(place, {row.line, bounded(row.name), type});
  if (examples.size() > most_examples) examples.pop_back();
}

}  // namespace edig::survey
