#include "diagnosis/judgement/serials.h"

#include <string>

#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"

namespace edig::diagnosis {
namespace {

bool older(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

std::optional<std::uint32_t> newest(const ZoneHealth& health) {
  std::optional<std::uint32_t> newest;
  for (const auto& server : health.servers)
    if (server.serial && (!newest || older(*newest, *server.serial))) newest = server.serial;
  return newest;
}

std::string serial_text(const SerialTime& at) {
  return at.day_only ? date_text(at.time) : time_text(at.time);
}

// Where both serials tell a time, and not the same one.
Finding tell_behind(const ServerState& server, std::uint32_t newest, Values values) {
  auto since = time_in(*server.serial), until = time_in(newest);
  bool timed = since && until && since->day_only == until->day_only && since->time < until->time;
  if (!timed) return tell("serial-behind", "", values);
  values.insert(values.end(), {{"span", span(until->time - since->time)},
                               {"since", serial_text(*since)},
                               {"until", serial_text(*until)}});
  return tell("serial-behind", "timed", values);
}

}  // namespace

std::optional<SerialTime> time_in(std::uint32_t serial) {
  using std::chrono::year, std::chrono::year_month_day, std::chrono::month, std::chrono::day,
      std::chrono::sys_days, std::chrono::sys_seconds, std::chrono::seconds;
  // Of the years that the DNS has seen; what is no date by then may be seconds, from 2001 on.
  year_month_day date(year(static_cast<int>(serial / 1000000)), month(serial / 10000 % 100),
                      day(serial / 100 % 100));
  constexpr std::uint32_t first_seconds = 1'000'000'000;
  if (date.ok() && date.year() >= year(1987) && date.year() < year(2100))
    return SerialTime{sys_days(date), true};
  if (serial < first_seconds || serial > static_cast<std::uint32_t>(1987) * 1'000'000) return std::nullopt;
  return SerialTime{sys_seconds(seconds(serial)), false};
}

std::vector<Finding> serials_differ(const ZoneHealth& health) {
  auto latest = newest(health);
  std::vector<Finding> findings;
  for (const auto& server : health.servers) {
    if (!server.serial || *server.serial == *latest) continue;
    std::int64_t behind = *latest - *server.serial;
    auto finding = tell_behind(server, *latest,
                               {{"server", server.text()},
                                {"serial", *server.serial},
                                {"newest", *latest},
                                {"behind", behind},
                                {"zone", health.zone.text()}});
    if (health.planned && server.at_parent) finding.remedy = word("remedy-set-up-server");
    finding.zone = health.zone;
    finding.severity = Severity::note;
    finding.server = server.address;
    finding.evidence = {{"serial", static_cast<std::int64_t>(*server.serial)},
                        {"newest_serial", static_cast<std::int64_t>(*latest)},
                        {"behind", behind}};
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace edig::diagnosis
