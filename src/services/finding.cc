#include "services/finding.h"

#include <algorithm>

#include "diagnosis/judgement/words.h"
#include "ede/printable.h"
#include "services/finding_texts.h"

namespace edig::services {
namespace {

diagnosis::Value foreign(const std::string& text) {
  constexpr std::size_t longest = 200;
  return ede::printable(text, longest);
}

template <typename Items, typename Spoken>
diagnosis::Value listed(const Items& items, Spoken spoken) {
  std::vector<diagnosis::Value> values;
  for (const auto& item : items) values.push_back(spoken(item));
  return diagnosis::list(std::move(values));
}

struct Spoken {
  diagnosis::Value operator()(const dns::Name& name) const { return name.text(); }
  diagnosis::Value operator()(std::int64_t number) const { return number; }
  diagnosis::Value operator()(std::chrono::sys_seconds time) const { return diagnosis::time_text(time); }
  diagnosis::Value operator()(const std::string& text) const { return foreign(text); }
  diagnosis::Value operator()(const std::vector<dns::Name>& names) const {
    return listed(names, [](const dns::Name& name) { return diagnosis::Value(name.text()); });
  }
  diagnosis::Value operator()(const std::vector<std::string>& items) const { return listed(items, foreign); }
};

// Why a lookup failed is a word of edig's, or an RCODE.
diagnosis::Value spoken(std::string_view slot, const Value& value) {
  if (slot == "failure") return diagnosis::reason(std::get<std::string>(value));
  return std::visit(Spoken(), value);
}

diagnosis::Wording worded(const Finding& finding, std::string_view suffix) {
  auto row = ede::find(finding_texts(), std::string(finding.kind.word()).append(suffix));
  if (!row) return {};
  diagnosis::Values values = {{"name", finding.about.name.text()},
                              {"rrset", diagnosis::question_text(finding.about)}};
  for (const auto& [slot, value] : finding.values) values.emplace_back(slot, spoken(slot, value));
  return {*row, std::move(values)};
}

State state_for(Severity severity) {
  if (severity == Severity::error) return State::broken;
  return severity == Severity::warning ? State::weakened : State::not_used;
}

State state_of_alternatives(const std::vector<Judgement>& parts) {
  auto has = [&](State state) { return std::ranges::find(parts, state, &Judgement::state) != parts.end(); };
  bool has_sound = has(State::works) || has(State::weakened);
  if (has(State::broken)) {
    if (has_sound || has(State::not_used)) return State::weakened;
    return has(State::not_evaluated) ? State::not_evaluated : State::broken;
  }
  if (has_sound) return has(State::weakened) ? State::weakened : State::works;
  return has(State::not_evaluated) ? State::not_evaluated : State::not_used;
}

// Where the records are sound and cannot be had all the same, the resolver fails.
Turn turn_with(const Lookup& failed, Turn owner) {
  if (is_own_fault(failed)) return owner;
  return failed.status == diagnosis::Status::indeterminate ? Turn::unknown : Turn::resolver;
}

}  // namespace

std::vector<Kind> Kind::all() {
  std::vector<Kind> kinds;
  for (std::ptrdiff_t place = 0; place < std::ssize(rows); ++place) kinds.push_back(Kind(place));
  return kinds;
}

Severity Kind::severity() const {
  auto word = rows[place_][2];
  if (word == "error") return Severity::error;
  return word == "warning" ? Severity::warning : Severity::note;
}

std::string_view name(Turn turn) {
  constexpr std::string_view names[] = {"zone", "third-party", "resolver", "unknown"};
  return names[static_cast<std::size_t>(turn)];
}

std::string_view name(State state) {
  constexpr std::string_view names[] = {"not-used", "works", "weakened", "not-evaluated", "broken"};
  return names[static_cast<std::size_t>(state)];
}

diagnosis::Wording Finding::text() const { return worded(*this, ""); }
diagnosis::Wording Finding::remedy() const { return worded(*this, ".remedy"); }

bool Judgement::has(Kind kind) const {
  return std::ranges::find(findings, kind, &Finding::kind) != findings.end();
}

void Judgement::add(Finding finding) {
  raise(state_for(finding.severity()));
  findings.push_back(std::move(finding));
}

void Judgement::add_failure(Kind kind, const dns::Question& about, const Lookup& lookup, Turn owner) {
  auto least = state_for(kind.severity());
  raise(is_own_fault(lookup) ? least : std::min(least, State::not_evaluated));
  findings.push_back({.kind = kind,
                      .about = about,
                      .values = {{"failure", lookup.failure}},
                      .turn = turn_with(lookup, owner)});
}

void Judgement::add(Judgement part) {
  raise(part.state);
  std::ranges::move(part.findings, std::back_inserter(findings));
}

Judgement alternatives(std::vector<Judgement> parts) {
  Judgement all{.state = state_of_alternatives(parts)};
  for (auto& part : parts)
    for (auto& finding : part.findings)
      if (std::ranges::find(all.findings, finding) == all.findings.end())
        all.findings.push_back(std::move(finding));
  return all;
}

bool is_own_fault(const Lookup& failed) {
  return failed.status == diagnosis::Status::bogus || failed.status == diagnosis::Status::unresolvable;
}

Turn turn_of(const dns::Name& subject, const dns::Name& domain) {
  return subject.is_within(domain) ? Turn::zone : Turn::third_party;
}

void place(std::vector<Finding>& findings, Records& records) {
  for (auto& finding : findings)
    if (const auto* lookup = records.known(finding.about); lookup && !finding.zone)
      finding.zone = lookup->zone;
}

}  // namespace edig::services
