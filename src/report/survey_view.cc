#include "report/survey_view.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <map>

#include "diagnosis/judgement/finding_kinds.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "ede/registry.h"
#include "report/phrases.h"
#include "report/survey_services.h"
#include "survey/preflight.h"

namespace edig::report {
namespace {

using survey::Change;
using survey::Class;
using survey::Count;

std::string examples_text(const survey::Tally& tally, ede::Language language) {
  std::string words;
  for (const auto& [line, name, type] : tally.examples)
    ede::add_item(words, ede::printable(name, 80) + (type ? ' ' + dns::type_text(*type) : ""), language);
  return words;
}

std::string code_label(std::uint16_t code) {
  return fmt::format("EDE {} {}", code, ede::info_code(code).purpose);
}

// "EDE 9" with its purpose.
std::string cause_label(const std::string& cause) { return ede::printable(cause, 300); }

// What the kind means in general.
std::string kind_label(const std::string& kind, ede::Language language) {
  auto listed = ede::find(diagnosis::finding_kinds(), kind);
  return listed ? std::string(listed->text(language)) : ede::printable(kind);
}

// "NOERROR: 192.0.2.1, 192.0.2.2; SERVFAIL: 192.0.2.3"
std::string said_text(const survey::Agreement::Said& said, ede::Language language) {
  std::map<std::string, std::string> servers;
  for (const auto& [server, result] : said) ede::add_item(servers[result], ede::printable(server), language);
  std::string text;
  for (const auto& [result, those] : servers)
    text += (text.empty() ? "" : "; ") + ede::printable(result) + ": " + those;
  return text;
}

// Domains whose services were looked at.
Count services_count(const survey::Summary& summary) {
  Count all;
  for (const auto& [state, place] : summary.services.ranked(summary.services.size(), all))
    all.add(place->count);
  return all;
}

std::string party(const std::string& fault, ede::Language language) {
  auto key = "fault-" + fault;
  return has_phrase(key) ? say(language, key) : ede::printable(fault);
}

class Tables {
 public:
  Tables(const SurveyReport& report, ede::Language language, std::size_t most)
      : report_(report), language_(language), most_(most) {}

  std::vector<SurveyTable> all() {
    const auto& summary = report_.summary;
    if (report_.compared)
      for (auto change : {Change::broke, Change::mended, Change::other_cause}) add_change(change);
    add_applications(summary);
    add("preflight", summary.verdicts, [this](auto verdict, auto&) {
      return say(language_, fmt::format("survey-verdict-{}", survey::name(verdict)));
    });
    add("would-stop", summary.would_stop, [](auto& cause, auto&) { return cause_label(cause); });
    add("mend-first", summary.mend_first, [this](auto& kind, auto&) { return kind_label(kind, language_); });
    add_agreement(summary.agreement);
    add("causes", summary.causes,
        [this](auto& key, auto& tally) { return service_cause_label(key, tally, language_); });
    add("codes", summary.info_codes, [](auto code, auto&) { return code_label(code); });
    add("rcodes", summary.rcodes, [](auto rcode, auto&) { return dns::rcode_text(rcode); });
    add("failures", summary.failures, [this](auto outcome, auto&) {
      return say(language_, fmt::format("survey-outcome-{}", survey::name(outcome)));
    });
    add("parties", summary.parties, [this](auto& fault, auto&) { return party(fault, language_); });
    add("zones", summary.zones, [](auto& zone, auto&) { return ede::printable(zone, 255); });
    add("servers", summary.servers, [this](auto& key, auto& tally) { return server(key, tally); });
    if (!summary.servers.empty()) without_examples();
    return std::move(tables_);
  }

 private:
  template <typename Top, typename Label>
  void add(std::string_view key, const Top& top, Label label) {
    SurveyTable table{.key = std::string(key), .whole = report_.summary.all};
    for (const auto& [of, place] : top.ranked(most_, table.rest)) {
      table.entries.push_back(entry(label(of, *place), *place, place->at_most()));
      if constexpr (requires { place->fault; }) table.entries.back().turn = turn(place->fault);
    }
    if (!table.entries.empty()) tables_.push_back(std::move(table));
  }

  // The worst states first, and of each the most domains: all of them, as they are few.
  void add_applications(const survey::Summary& summary) {
    if (summary.services.empty()) return;
    constexpr std::size_t most_applications = 100;
    SurveyTable table{.key = "applications", .whole = services_count(summary)};
    auto ranked = summary.applications.ranked(most_applications, table.rest);
    std::ranges::stable_sort(ranked, std::ranges::greater(),
                             [](auto& one) { return severity_of_state(one.first.second); });
    for (const auto& [key, place] : ranked) {
      table.entries.push_back(entry(application_label(key, language_), *place, place->at_most()));
      table.entries.back().tone = tone_of_state(key.second);
    }
    if (!table.entries.empty()) tables_.push_back(std::move(table));
  }

  // Lines, and not rows: those that all servers say the same of, and what they say of the others.
  void add_agreement(const survey::Agreement& agreement) {
    if (agreement.empty()) return;
    add("agreement", agreement.patterns(), [this](auto& said, auto&) { return said_text(said, language_); });
    if (agreement.patterns().empty()) tables_.push_back({.key = "agreement"});
    auto& table = tables_.back();
    table.entries.insert(table.entries.begin(), {.label = say(language_, "survey-same"),
                                                 .count = agreement.same().count,
                                                 .at_most = agreement.same().count.rows,
                                                 .tone = "good"});
    table.whole = agreement.same().count;
    table.whole.add(agreement.different().count);
    if (agreement.open() == 0) return;
    table.entries.push_back({.label = say(language_, "survey-not-compared"),
                             .count = {agreement.open(), 0},
                             .at_most = agreement.open()});
    table.whole.rows += agreement.open();
  }

  std::string turn(const std::string& fault) const { return fault.empty() ? "" : party(fault, language_); }

  // Its rows are no examples of anything.
  void without_examples() {
    if (tables_.empty()) return;
    for (auto& entry : tables_.back().entries) entry.examples.clear();
  }

  void add_change(Change change) {
    SurveyTable table{.key = std::string(survey::name(change)), .whole = report_.summary.all};
    Count rest;
    for (const auto& [of, place] : report_.compared->comparison.causes().ranked(most_ * 8, rest))
      if (of.first == change && table.entries.size() < most_)
        table.entries.push_back(entry(cause_label(of.second), *place, place->at_most()));
    table.rest = report_.compared->comparison.tally(change).count;
    for (const auto& one : table.entries)
      table.rest.rows -= one.count.rows, table.rest.weight -= one.count.weight;
    if (!table.entries.empty()) tables_.push_back(std::move(table));
  }

  SurveyEntry entry(std::string label, const survey::Tally& tally, std::uint64_t at_most) const {
    return {.label = std::move(label),
            .count = tally.count,
            .at_most = at_most,
            .examples = examples_text(tally, language_)};
  }

  // "192.0.2.53 (udp, fine 90.0 %, 12.4 ms)"
  std::string server(const std::pair<std::string, std::string>& key, const survey::ServerTally& tally) const {
    auto rows = [&tally](Class what) { return tally.by_class[static_cast<std::size_t>(what)].rows; };
    auto replies = tally.count.rows - rows(Class::no_reply);
    auto details = key.second;
    ede::add_item(
        details,
        fmt::format("{} {}", say(language_, "survey-class-fine"),
                    share(static_cast<double>(rows(Class::fine)), static_cast<double>(tally.count.rows))),
        language_);
    if (replies > 0)
      ede::add_item(details, fmt::format("{:.1f} ms", tally.ms / static_cast<double>(replies)), language_);
    return ede::printable(key.first.empty() ? "?" : key.first) +
           ede::bracketed(ede::printable(details), language_);
  }

  const SurveyReport& report_;
  ede::Language language_;
  std::size_t most_;
  std::vector<SurveyTable> tables_;
};

std::string shards_text(const std::vector<std::uint32_t>& shards, ede::Language language) {
  constexpr std::size_t most = 10;
  std::string words;
  for (std::size_t i = 0; i < std::min(most, shards.size()); ++i)
    ede::add_item(words, std::to_string(shards[i]), language);
  if (shards.size() > most)
    ede::add_item(words, say(language, "survey-more", {grouped(shards.size() - most)}), language);
  return words;
}

void add_gaps(std::vector<std::string>& gaps, const survey::Joined& joined, ede::Language language) {
  for (const auto& [input, part] : joined.parts) {
    auto name = input.empty() ? say(language, "survey-input") : ede::printable(input, 255);
    auto shards = part.missing_shards();
    if (!shards.empty())
      gaps.push_back(say(language, "survey-missing-shards",
                         {name, shards_text(shards, language), std::to_string(part.shard_count)}));
    auto missing = part.missing();
    if (missing && *missing > 0)
      gaps.push_back(say(language, "survey-missing-lines", {name, grouped(*missing)}));
    if (!missing && shards.empty()) gaps.push_back(say(language, "survey-missing-unknown", {name}));
    if (part.twice > 0) gaps.push_back(say(language, "survey-twice", {name, grouped(part.twice)}));
  }
  for (const auto& path : joined.unfinished)
    gaps.push_back(say(language, "survey-unfinished", {ede::printable(path, 255)}));
  for (const auto& path : joined.torn)
    gaps.push_back(say(language, "survey-torn", {ede::printable(path, 255)}));
  if (joined.bad_rows > 0) gaps.push_back(say(language, "survey-bad-rows", {grouped(joined.bad_rows)}));
  for (const auto& problem : joined.problems) gaps.push_back(ede::printable(problem));
}

std::string_view tone(Class what) {
  constexpr std::array<std::string_view, survey::classes.size()> tones = {"good", "warn", "bad", "plain",
                                                                          "plain"};
  return tones[static_cast<std::size_t>(what)];
}

// Where services were looked at they tell how it is, and not the replies; with the lines that none were
// looked at for.
SurveyTable domains_by_state(const survey::Summary& summary, ede::Language language) {
  SurveyTable table{.key = "classes", .whole = summary.all};
  Count rest;
  auto ranked = summary.services.ranked(summary.services.size(), rest);
  std::ranges::sort(ranked, std::ranges::greater(), [](auto& one) { return severity_of_state(one.first); });
  for (const auto& [state, place] : ranked)
    table.entries.push_back({.label = state_label(state, language),
                             .count = place->count,
                             .at_most = place->at_most(),
                             .tone = tone_of_state(state)});
  auto looked_at = services_count(summary);
  auto others = summary.all.rows - looked_at.rows;
  if (others > 0)
    table.entries.push_back({.label = say(language, "survey-not-looked-at"),
                             .count = {others, summary.all.weight - looked_at.weight},
                             .at_most = others,
                             .tone = "plain"});
  return table;
}

}  // namespace

std::vector<SurveyTable> survey_tables(const SurveyReport& report, ede::Language language, std::size_t most) {
  return Tables(report, language, most).all();
}

SurveyTable survey_classes(const survey::Summary& summary, ede::Language language) {
  if (!summary.services.empty()) return domains_by_state(summary, language);
  SurveyTable table{.key = "classes", .whole = summary.all};
  for (auto what : survey::classes) {
    const auto& count = summary.count(what);
    if (what == Class::bad_input && count.rows == 0) continue;
    table.entries.push_back({.label = say(language, fmt::format("survey-class-{}", survey::name(what))),
                             .count = count,
                             .at_most = count.rows,
                             .tone = tone(what)});
  }
  return table;
}

std::vector<std::string> survey_gaps(const SurveyReport& report, ede::Language language) {
  std::vector<std::string> gaps;
  if (report.joined) add_gaps(gaps, *report.joined, language);
  if (report.compared) {
    add_gaps(gaps, report.compared->before, language);
    add_gaps(gaps, report.compared->after, language);
  }
  return gaps;
}

std::string grouped(std::uint64_t number) {
  auto digits = std::to_string(number);
  for (auto at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string time_text(std::int64_t seconds) { return fmt::format("{:%F %T} UTC", fmt::gmtime(seconds)); }

std::string share(double part, double whole) {
  return fmt::format("{:.1f} %", whole > 0 ? 100 * part / whole : 0.0);
}

std::string rows_text(const SurveyEntry& entry, ede::Language language) {
  if (entry.at_most <= entry.count.rows) return grouped(entry.count.rows);
  return say(language, "survey-from-to", {grouped(entry.count.rows), grouped(entry.at_most)});
}

std::string changes_text(const survey::Comparison& comparison, ede::Language language) {
  auto rows = [&](Change change) { return grouped(comparison.tally(change).count.rows); };
  return say(language, "survey-changes",
             {rows(Change::broke), rows(Change::mended), rows(Change::other_cause), rows(Change::same_cause),
              rows(Change::still_fine), rows(Change::added), grouped(comparison.gone())});
}

std::string survey_headline(const survey::Summary& summary, ede::Language language) {
  if (!summary.services.empty()) return services_headline(summary, language);
  auto failing = summary.count(Class::failure);
  failing.add(summary.count(Class::no_reply));
  return say(language, "survey-headline",
             {grouped(failing.rows), grouped(summary.all.rows),
              share(static_cast<double>(failing.rows), static_cast<double>(summary.all.rows))});
}

}  // namespace edig::report
