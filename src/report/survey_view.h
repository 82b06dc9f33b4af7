// What the text and the page of a survey both tell: its tables, as values in the reader's language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ede/language.h"
#include "survey/against.h"
#include "survey/join.h"
#include "survey/summary.h"

namespace edig::report {

/// What is told of a survey.
struct SurveyReport {
  const survey::Summary& summary;
  const survey::Joined* joined = nullptr;      // of outputs that were read: what is missing
  const survey::Compared* compared = nullptr;  // with an older survey; `summary` is then the newer one's
};

struct SurveyEntry {
  std::string label = {};  // fit to print
  std::string turn = {};   // "the operator of the zone": of a cause
  survey::Count count = {};
  std::uint64_t at_most = 0;   // rows
  std::string examples = {};   // "www.example. A, www.example.net. A"
  std::string_view tone = {};  // "good", "warn", "bad", "plain"
};

struct SurveyTable {
  std::string key;  // its title is the phrase survey-KEY
  std::vector<SurveyEntry> entries = {};
  survey::Count rest = {};   // what is no entry of its own
  survey::Count whole = {};  // what shares are of
};

/// Those that have an entry, in the order in which they are told, with no more than `most` entries each.
/// Where a survey is compared, what broke and what was mended come first.
std::vector<SurveyTable> survey_tables(const SurveyReport& report, ede::Language language, std::size_t most);
/// The rows of each class; "bad-input" only where there are any.
SurveyTable survey_classes(const survey::Summary& summary, ede::Language language);
/// What is missing, was there twice or could not be read: sentences.
std::vector<std::string> survey_gaps(const SurveyReport& report, ede::Language language);

/// "12,345"
std::string grouped(std::uint64_t number);
/// "2026-11-27 12:00:43 UTC", of seconds of Unix time.
std::string time_text(std::int64_t seconds);
/// "9.7 %", of nothing "0.0 %".
std::string share(double part, double whole);
/// "12,345", "12,345 to 12,400" where some may be missed.
std::string rows_text(const SurveyEntry& entry, ede::Language language);
/// How many names broke, were mended ...
std::string changes_text(const survey::Comparison& comparison, ede::Language language);
/// What the page and the text begin with: "1,234 of 12,345 fail (10.0 %)."
std::string survey_headline(const survey::Summary& summary, ede::Language language);

}  // namespace edig::report
