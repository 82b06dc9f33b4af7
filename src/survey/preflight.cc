#include "survey/preflight.h"

#include <algorithm>

#include "dns/types.h"
#include "survey/query_form.h"

namespace edig::survey {
namespace {

bool is_answer(std::uint16_t rcode) { return rcode == dns::rcode::noerror || rcode == dns::rcode::nxdomain; }

}  // namespace

std::string_view name(Verdict verdict) {
  constexpr std::array<std::string_view, verdicts.size()> names = {"works",   "stops", "fails",
                                                                   "unknown", "ready", "mend"};
  return names[static_cast<std::size_t>(verdict)];
}

std::optional<Verdict> verdict_of(std::string_view text) {
  auto found = std::ranges::find(verdicts, text, [](Verdict one) { return name(one); });
  return found == verdicts.end() ? std::nullopt : std::optional(*found);
}

Unvalidated unvalidated(const Row& row) {
  bool replied = row.outcome == Outcome::replied;
  return {.outcome = row.outcome, .rcode = row.rcode, .unchecked = replied && (row.flags & cd_bit) != 0};
}

Verdict judge(const Row& validated, const Unvalidated& other) {
  if (validated.outcome != Outcome::replied || other.outcome != Outcome::replied) return Verdict::unknown;
  if (is_answer(other.rcode)) {
    if (validated.rcode == dns::rcode::servfail) return Verdict::stops;
    // An EDE against it: a resolver that answers all the same, or has an answer of its own.
    return validated.rcode == other.rcode && !validated.suspect() ? Verdict::works : Verdict::unknown;
  }
  // A server that does not know CD copies none, and has validated both.
  return !validated.answered() && other.unchecked ? Verdict::fails : Verdict::unknown;
}

}  // namespace edig::survey
