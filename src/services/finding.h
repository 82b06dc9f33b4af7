// What a rule says of the records that it read: findings, each a kind and its values, and what they come to.
// The kinds are finding-kinds.csv, their texts finding-texts.csv.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/csv.h"
#include "diagnosis/judgement/diagnosis.h"
#include "embedded/service_finding_kinds_csv.h"
#include "services/records.h"

namespace edig::services {

using diagnosis::Severity;

/// A row of finding-kinds.csv. What is not there does not compile.
class Kind {
 public:
  consteval Kind(const char* word) {
    while (place_ < std::ssize(rows) && rows[place_][0] != word) ++place_;
    if (place_ == std::ssize(rows)) throw std::invalid_argument("finding-kinds.csv has no such kind");
  }

  /// All of them, in the order of the file.
  static std::vector<Kind> all();

  constexpr std::string_view word() const { return rows[place_][0]; }         // "mx-target-alias"
  constexpr std::string_view application() const { return rows[place_][1]; }  // "mx", "dane"
  Severity severity() const;
  constexpr std::string_view severity_word() const { return rows[place_][2]; }
  constexpr std::string_view reference() const { return rows[place_][3]; }  // "RFC 2181 10.3"
  friend constexpr bool operator==(Kind, Kind) = default;

 private:
  explicit constexpr Kind(std::ptrdiff_t place) : place_(place) {}
  static constexpr const auto& rows = csv::table<embedded::service_finding_kinds_csv, 4>;

  std::ptrdiff_t place_ = 0;
};

/// Who has to act: the operator of the domain, or of a name that it leads to (an exchange, an included
/// domain, a receiver of reports).
enum class Turn { zone, third_party, resolver, unknown };
std::string_view name(Turn turn);  // "zone", "third-party" ...

/// A string or a list of them is foreign text.
using Value = std::variant<dns::Name, std::vector<dns::Name>, std::int64_t, std::chrono::sys_seconds,
                           std::string, std::vector<std::string>>;
/// What the slots of the texts are filled with; those of `name` and `rrset` every finding has.
using Values = std::vector<std::pair<std::string_view, Value>>;

struct Finding {
  Kind kind;
  dns::Question about;
  Values values = {};
  Turn turn = Turn::zone;
  std::optional<dns::Name> zone = {};  // that `about` lies in; nothing where that is not known

  friend bool operator==(const Finding&, const Finding&) = default;
  Severity severity() const { return kind.severity(); }
  diagnosis::Wording text() const;    // one sentence for an engineer, no full stop
  diagnosis::Wording remedy() const;  // what the party does whose turn it is
};

/// What an application comes to; the later the worse.
enum class State { not_used, works, weakened, not_evaluated, broken };
std::string_view name(State state);  // "not-used", "works" ...

struct Judgement {
  State state = State::not_used;
  std::vector<Finding> findings = {};

  bool has(Kind kind) const;
  void raise(State least) { state = std::max(state, least); }
  /// An error breaks, a warning weakens; a note leaves the state as it is.
  void add(Finding finding);
  /// Adds a finding of `kind` on what could not be had, with the slot `failure`. Where that is the records'
  /// own fault, it counts as its kind does, and it is the turn of `owner`; else an error means that nothing
  /// is known.
  void add_failure(Kind kind, const dns::Question& about, const Lookup& lookup, Turn owner = Turn::zone);
  /// Those of a part, and what it comes to.
  void add(Judgement part);
};

/// Of what stands in for one another, as exchanges and addresses do: where one is sound, what is broken with
/// the others weakens the whole. What is found with several is said once.
Judgement alternatives(std::vector<Judgement> parts);

/// Whether nobody who validates has the records, whichever resolver is asked.
bool is_own_fault(const Lookup& failed);
/// Whose turn it is with what `subject` has, seen from `domain`.
Turn turn_of(const dns::Name& subject, const dns::Name& domain);
/// Puts in the zones, as far as `records` know them.
void place(std::vector<Finding>& findings, Records& records);

}  // namespace edig::services
