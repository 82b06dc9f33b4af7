#include "report/survey_view.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "dns/types.h"
#include "ede/printable.h"
#include "ede/registry.h"
#include "report/phrases.h"

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
    add("causes", summary.causes, [](auto& key, auto& tally) {
      return ede::printable(tally.text.empty() ? key.first + ' ' + key.second : tally.text, 300);
    });
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
    SurveyTable table{.key = std::string(key)};
    for (const auto& [of, place] : top.ranked(most_, table.rest)) {
      table.entries.push_back(entry(label(of, *place), *place, place->at_most()));
      if constexpr (requires { place->fault; }) table.entries.back().turn = turn(place->fault);
    }
    if (!table.entries.empty()) tables_.push_back(std::move(table));
  }

  std::string turn(const std::string& fault) const { return fault.empty() ? "" : party(fault, language_); }

  // Its rows are no examples of anything.
  void without_examples() {
    if (tables_.empty()) return;
    for (auto& entry : tables_.back().entries) entry.examples.clear();
  }

  void add_change(Change change) {
    SurveyTable table{.key = std::string(survey::name(change))};
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

}  // namespace

std::vector<SurveyTable> survey_tables(const SurveyReport& report, ede::Language language, std::size_t most) {
  return Tables(report, language, most).all();
}

SurveyTable survey_classes(const survey::Summary& summary, ede::Language language) {
  SurveyTable table{.key = "classes"};
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
  auto failing = summary.count(Class::failure);
  failing.add(summary.count(Class::no_reply));
  return say(language, "survey-headline",
             {grouped(failing.rows), grouped(summary.all.rows),
              share(static_cast<double>(failing.rows), static_cast<double>(summary.all.rows))});
}

}  // namespace edig::report
