#include "report/watch_line.h"

#include <fmt/chrono.h>

#include <algorithm>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/outcome.h"
#include "report/phrases.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {
namespace {

using std::chrono::seconds;

// On the clock of who reads it: "2026-11-27 03:12:05+09:00".
std::string time_word(Watched::Time at) {
  auto local = fmt::localtime(at.time_since_epoch().count());
  auto text = fmt::format("{:%F %T%z}", local);
  constexpr std::size_t minutes = 2;
  return text.insert(text.size() - minutes, ":");
}

// The same where the day is known from the beginning of the line.
std::string clock_word(Watched::Time at, Watched::Time line) {
  auto day = [](Watched::Time time) {
    return fmt::format("{:%F}", fmt::localtime(time.time_since_epoch().count()));
  };
  auto text = fmt::format("{:%T}", fmt::localtime(at.time_since_epoch().count()));
  return day(at) == day(line) ? text : day(at) + ' ' + text;
}

// To the second below an hour, and to the minute above.
std::string span_word(seconds span, ede::Language language) {
  auto all = std::max<std::int64_t>(span.count(), 0);
  auto part = [&](std::string_view unit, std::int64_t count) {
    return say(language, unit, {std::to_string(count)});
  };
  auto two = [&](std::string_view large, std::string_view small, std::int64_t count, std::int64_t rest) {
    return part(large, count) + (rest == 0 ? "" : ' ' + part(small, rest));
  };
  if (all >= 3600) return two("watch-hours", "watch-minutes", all / 3600, all / 60 % 60);
  if (all >= 60) return two("watch-minutes", "watch-seconds", all / 60, all % 60);
  return part("watch-seconds", all);
}

std::string question_word(const Report& report, const Style& style) {
  const auto& asked = report.query.question;
  auto text = shown_name(asked.name, style);
  if (asked.cls != dns::cls::in) text += ' ' + dns::class_text(asked.cls);
  return text + ' ' + dns::type_text(asked.type);
}

std::string prefix(const Report& report, const Style& style) {
  return fmt::format("{}  {}  ", time_word(report.watched->at), question_word(report, style));
}

// "SERVFAIL, EDE 9 (DNSKEY Missing)", "NO REPLY: timed out"
std::string outcome_part(const Report& report, const Style& style) {
  const auto& reply = report.exchange.reply;
  if (!reply)
    return say(style.language, "because",
               {say(style.language, "no-reply"),
                say(style.language, "error-" + std::string(name(reply.error().kind)))});
  auto text = outcome_word(report, style, reply->message, judge(report.query, reply->message));
  for (const auto& error : report.extended_errors)
    if (error.info_code)
      text = say(style.language, "watch-and",
                 {text, fmt::format("EDE {} ({})", *error.info_code, error.entry().purpose)});
  return text;
}

// With +why: the root cause, which comes first.
std::string cause_part(const Report& report, const Style& style) {
  if (!report.diagnosis || report.diagnosis->findings.empty()) return {};
  const auto& cause = report.diagnosis->findings.front();
  if (!cause.is_error()) return {};
  auto text = cause.text.in(style.language);
  bool in_zone = cause.fault == diagnosis::Fault::zone || cause.fault == diagnosis::Fault::parent;
  return in_zone ? say(style.language, "watch-cause-in", {shown_name(cause.zone, style), text})
                 : say(style.language, "watch-cause", {text});
}

std::string next_part(const Watched& watched, const Style& style) {
  if (!watched.next) return {};
  return say(style.language, watched.next_for_ttl ? "watch-next-ttl" : "watch-next",
             {clock_word(*watched.next, watched.at)});
}

// What is to be expected of caches, before the name works.
std::string keep_part(const Watched& watched, const Style& style) {
  if (watched.works || watched.caches.empty()) return {};
  const auto& caches = watched.caches.front();
  if (!is_whole(caches.keeping) || caches.at_most == seconds(0)) return {};
  return say(style.language, "watch-keep", {span_word(caches.at_most, style.language)});
}

std::string caches_line(const Report& report, const Style& style, const Watched::Caches& caches) {
  auto until = caches.until ? clock_word(*caches.until, report.watched->at) : std::string();
  return prefix(report, style) +
         say(style.language, "watch-caches-" + std::string(name(caches.keeping)),
             {until, span_word(caches.at_most, style.language)}) +
         '\n';
}

}  // namespace

std::string_view name(Keeping keeping) {
  constexpr std::string_view names[] = {"negative-ttl", "record-ttl", "failure", "failure-at-least",
                                        "unknown"};
  return names[static_cast<std::size_t>(keeping)];
}

std::optional<Watched::Time> Watched::caches_until() const {
  std::optional<Time> latest;
  for (const auto& entry : caches) {
    if (!is_whole(entry.keeping)) return std::nullopt;
    latest = std::max(latest, entry.until);
  }
  return latest;
}

std::string watch_lines(const Report& report, const Style& style) {
  const auto& watched = *report.watched;
  auto outcome = outcome_part(report, style);
  if (watched.works)
    outcome = say(style.language, watched.age > seconds(0) ? "watch-works-after" : "watch-works",
                  {outcome, span_word(watched.age, style.language)});
  auto line = outcome;
  for (const auto& part : {say(style.language, "from", {server_word(report.exchange.peer, style.language)}),
                           cause_part(report, style), keep_part(watched, style), next_part(watched, style)})
    if (!part.empty()) line = say(style.language, "watch-list", {line, part});
  line = prefix(report, style) + line;
  line += '\n';
  if (watched.works)
    for (const auto& caches : watched.caches) line += caches_line(report, style, caches);
  return line;
}

std::string watch_end(const Report& report, const Style& style, seconds age) {
  return prefix(report, style) +
         say(style.language, report.watched->works ? "watch-end-works" : "watch-end",
             {span_word(age, style.language), outcome_part(report, style),
              clock_word(report.watched->since, report.watched->at)}) +
         '\n';
}

std::string watch_status(const Report& report, const Style& style, seconds left) {
  return say(style.language, "watch-status",
             {question_word(report, style), outcome_part(report, style), span_word(left, style.language)});
}

}  // namespace edig::report
