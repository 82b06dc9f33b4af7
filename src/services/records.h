// What was looked up, and what is yet to be: the rules of this room read records, and ask nobody.
//
// A rule is a function of Records. What it needs and finds missing is noted; once the questions of that round
// are answered it is evaluated anew, until nothing is missing. So rules are pure, tests give the records, and
// all questions that do not depend on each other's answers are asked side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diagnosis/judgement/diagnosis.h"
#include "dns/message.h"

namespace edig::services {

/// What became of one question, at the end of its aliases.
struct Lookup {
  enum class Outcome {
    records,
    no_data,  // the name is there, without such records
    no_name,  // NXDOMAIN
    failed,   // what is there could not be had, or is not to be believed: never "no record"
  };
  Outcome outcome = Outcome::failed;
  diagnosis::Status status = diagnosis::Status::indeterminate;  // of the records, or of their denial
  std::vector<dns::Record> records = {};                        // of the type that was asked for
  std::vector<dns::Name> aliases =
      {};                    // where CNAME and DNAME led, one after the other; the last has the records
  std::string failure = {};  // "SERVFAIL", "timeout", "bogus"
  std::optional<dns::Name> zone = {};  // of the records, of their denial, or of the failure

  bool denied() const { return outcome == Outcome::no_data || outcome == Outcome::no_name; }
};

class Records {
 public:
  /// Null: not looked up yet; it is noted, and there in the next round.
  const Lookup* find(const dns::Name& name, std::uint16_t type);
  /// Null where it is not known; nothing is noted.
  const Lookup* known(const dns::Question& question) const;
  /// How often a rule found null: where that grew while it was evaluated, what it says is not final.
  std::size_t misses() const { return misses_; }
  /// What was noted since, each once, in the order of the notes.
  std::vector<dns::Question> take_missing() { return std::exchange(missing_, {}); }
  void put(const dns::Question& question, Lookup lookup);

 private:
  using Key = std::pair<dns::Name, std::uint16_t>;
  std::map<Key, Lookup> known_;
  std::vector<dns::Question> missing_;
  std::size_t misses_ = 0;
};

}  // namespace edig::services
