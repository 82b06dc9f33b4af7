#include "diagnosis/judgement/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/validation/algorithms.h"
#include "dns/types.h"

namespace edig::diagnosis {

ede::Catalogue finding_words() { return ede::catalogue<embedded::finding_words_csv>; }

ede::Phrase Word::row() const { return *ede::find(finding_words(), key_); }

Wording word(Word key, Values values) { return {key.row(), std::move(values)}; }

std::string question_text(const dns::Question& question) {
  return question.name.text() + " " + dns::type_text(question.type);
}

std::string date_text(std::chrono::sys_seconds time) {
  std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string minute_text(std::chrono::sys_seconds time) {
  std::chrono::hh_mm_ss clock(time - std::chrono::floor<std::chrono::days>(time));
  return fmt::format("{} {:02}:{:02}", date_text(time), clock.hours().count(), clock.minutes().count());
}

std::string time_text(std::chrono::sys_seconds time) { return minute_text(time) + " UTC"; }

std::string key_text(std::uint16_t key_tag, std::uint8_t algorithm) {
  return fmt::format("{} ({})", key_tag, algorithm_text(algorithm));
}

Wording span(std::chrono::seconds length) {
  struct Unit {
    long size;
    Word one, several;
  };
  constexpr Unit units[] = {{31556952, "span-year", "span-years"},
                            {86400, "span-day", "span-days"},
                            {3600, "span-hour", "span-hours"},
                            {60, "span-minute", "span-minutes"},
                            {1, "span-second", "span-seconds"}};
  for (const auto& unit : units)
    if (auto count = length.count() / unit.size; count > 0)
      return word(count == 1 ? unit.one : unit.several, {{"count", count}});
  return word("span-moment");
}

Wording list(std::vector<Value> items) {
  return {&ede::Conventions::comma, &ede::Conventions::conjunction, std::move(items)};
}

Wording list(const std::vector<std::string>& items) {
  return list(std::vector<Value>(items.begin(), items.end()));
}

Wording enumeration(std::vector<Value> items) {
  return {&ede::Conventions::comma, &ede::Conventions::comma, std::move(items)};
}

Value servers_of(const dns::Name& zone) { return word("servers-of", {{"zone", zone.text()}}); }

Word word_of(Bound bound) {
  switch (bound) {
    case Bound::verifications:
      return "bound-verifications";
    case Bound::octets:
      return "bound-octets";
    case Bound::records:
      return "bound-records";
    case Bound::hashes:
      return "bound-hashes";
    case Bound::proof_records:
      return "bound-proof-records";
    case Bound::keys:
      return "bound-keys";
    case Bound::signatures:
      return "bound-signatures";
    case Bound::keys_of_tag:
      return "bound-keys-of-tag";
    case Bound::failures:
      return "bound-failures";
    case Bound::ds:
      return "bound-ds";
    case Bound::referrals:
      return "bound-referrals";
    case Bound::questions:
      return "bound-questions";
    case Bound::packets:
      return "bound-packets";
    case Bound::addresses:
      return "bound-addresses";
    case Bound::deadline:
      break;
  }
  return "bound-deadline";
}

Value reason(const std::string& failure) {
  auto key = "reason-" + failure;
  std::ranges::replace(key, ' ', '-');
  auto row = ede::find(finding_words(), key);
  return row ? Value(Wording(*row)) : Value(failure);
}

}  // namespace edig::diagnosis
