// Records for the rules of the services room, from zone-file text.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "dns/types.h"
#include "services/records.h"

namespace edig::services {

/// Answers from zone-file text; what it does not hold does not exist. Failures are by name and type.
class Lookups {
 public:
  explicit Lookups(const std::vector<std::string>& zone) {
    for (const auto& line : zone) {
      auto record = dns::parse_record(line);
      REQUIRE_MESSAGE(record.has_value(), line);
      zone_.push_back(std::move(*record));
    }
  }
  Lookups& fail(const std::string& name, std::uint16_t type) {
    failing_.emplace_back(dns::Name::parse(name).value(), type);
    return *this;
  }

  /// Evaluates `rule` until nothing is missing.
  template <typename Rule>
  auto operator()(Rule rule) {
    Records records;
    for (rounds = 1;; ++rounds) {
      REQUIRE(rounds < 40);
      if (auto said = rule(records)) return std::move(*said);
      auto missing = records.take_missing();
      REQUIRE(!missing.empty());
      questions += missing.size();
      for (const auto& question : missing) records.put(question, answer(question));
    }
  }

  std::size_t rounds = 0, questions = 0;

 private:
  Lookup answer(const dns::Question& question) const {
    Lookup lookup{.outcome = Lookup::Outcome::no_name, .status = diagnosis::Status::secure};
    for (const auto& [name, type] : failing_)
      if (name == question.name && type == question.type)
        return {.status = diagnosis::Status::bogus, .failure = "bogus"};
    for (const auto& record : zone_) {
      if (record.owner.is_within(question.name) && lookup.outcome == Lookup::Outcome::no_name)
        lookup.outcome = Lookup::Outcome::no_data;
      if (record.owner == question.name && record.type == question.type) lookup.records.push_back(record);
    }
    if (!lookup.records.empty()) lookup.outcome = Lookup::Outcome::records;
    return lookup;
  }

  std::vector<dns::Record> zone_;
  std::vector<std::pair<dns::Name, std::uint16_t>> failing_;
};

}  // namespace edig::services
