#include "diagnosis/judgement/words.h"

#include <fmt/format.h>

#include "diagnosis/validation/algorithms.h"
#include "dns/types.h"

namespace edig::diagnosis {

using namespace std::chrono;

std::string question_text(const dns::Question& question) {
  return question.name.text() + " " + dns::type_text(question.type);
}

std::string date_text(sys_seconds time) {
  year_month_day date(floor<days>(time));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string time_text(sys_seconds time) {
  hh_mm_ss clock(time - floor<days>(time));
  return fmt::format("{} {:02}:{:02} UTC", date_text(time), clock.hours().count(), clock.minutes().count());
}

std::string span_text(seconds span) {
  constexpr std::pair<long, const char*> units[] = {
      {31556952, "year"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
  for (auto [size, unit] : units)
    if (span.count() >= size) return count_text(static_cast<std::size_t>(span.count() / size), unit);
  return "a moment";
}

std::string key_text(std::uint16_t key_tag, std::uint8_t algorithm) {
  return fmt::format("{} ({})", key_tag, algorithm_text(algorithm));
}

std::string list_text(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i)
    text += (i == 0 ? "" : i + 1 == items.size() ? " and " : ", ") + items[i];
  return text;
}

std::string count_text(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace edig::diagnosis
