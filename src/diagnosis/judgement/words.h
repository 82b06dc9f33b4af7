// What findings have in common: times, keys, and the phrases of finding-words.csv that their texts are made
// of.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/judgement/wording.h"
#include "diagnosis/validation/budget.h"
#include "dns/dnssec.h"
#include "dns/message.h"
#include "embedded/finding_words_csv.h"

namespace edig::diagnosis {

/// A row of finding-words.csv. What is not there does not compile.
class Word {
 public:
  consteval Word(const char* key) : key_(key) {
    auto rows = embedded::finding_words_csv;
    for (csv::take_line(rows); !rows.empty(); csv::take_line(rows))
      if (rows.starts_with(key_) && rows.substr(key_.size()).starts_with(',')) return;
    throw std::invalid_argument("finding-words.csv has no such row");
  }

  ede::Phrase row() const;

 private:
  std::string_view key_;
};

ede::Catalogue finding_words();
Wording word(Word key, Values values = {});

/// "www.example. A"
std::string question_text(const dns::Question& question);
/// "2026-11-19 04:00"
std::string minute_text(std::chrono::sys_seconds time);
/// "2026-11-19 04:00 UTC"
std::string time_text(std::chrono::sys_seconds time);
/// "2026-11-19"
std::string date_text(std::chrono::sys_seconds time);
/// "34505 (ECDSAP256SHA256)"
std::string key_text(std::uint16_t key_tag, std::uint8_t algorithm);

/// "3 days", "5 hours", "1 minute": the largest unit that is at least one, rounded down.
Wording span(std::chrono::seconds length);
/// "a", "a and b", "a, b and c"
Wording list(std::vector<Value> items);
Wording list(const std::vector<std::string>& items);
Wording list(std::vector<Value> items);
/// "a, b, c"
Wording enumeration(std::vector<Value> items);
/// "the servers of example."
Value servers_of(const dns::Name& zone);
Word word_of(Bound bound);
/// Why a question got no answer, as the code of failure_of() has it: "timeout"; an RCODE as it is.
Value reason(const std::string& failure);

}  // namespace edig::diagnosis
