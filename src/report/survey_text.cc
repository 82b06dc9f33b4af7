#include "report/survey_text.h"

#include <fmt/format.h>

#include "ede/printable.h"
#include "report/phrases.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

constexpr std::size_t most_text_entries = 10;

class Text {
 public:
  Text(const SurveyReport& report, ede::Language language, std::size_t columns)
      : report_(report), language_(language), columns_(columns) {}

  std::string written() {
    const auto& summary = report_.summary;
    line(survey_headline(summary, language_), 0);
    add_counts(survey_classes(summary, language_));
    if (summary.recovered.rows > 0) line(say("survey-recovered", {grouped(summary.recovered.rows)}), 0);
    if (summary.doubtful.rows > 0) line(say("survey-doubtful", {grouped(summary.doubtful.rows)}), 0);
    if (report_.compared) line(changes_text(report_.compared->comparison, language_), 0);
    for (const auto& table : survey_tables(report_, language_, most_text_entries)) {
      out_ += '\n';
      line(say("survey-" + table.key), 0);
      add_counts(table);
    }
    auto gaps = survey_gaps(report_, language_);
    if (!gaps.empty()) out_ += '\n';
    for (const auto& gap : gaps) line(gap, 0);
    return std::move(out_);
  }

 private:
  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return report::say(language_, key, values);
  }

  void line(const std::string& words, std::size_t indent) { append_wrapped(out_, words, indent, columns_); }

  void add_counts(const SurveyTable& table) {
    std::size_t width = grouped(table.rest.rows).size();
    for (const auto& entry : table.entries)
      width = std::max(width, ede::display_width(rows_text(entry, language_)));
    for (const auto& entry : table.entries) {
      auto turn = entry.turn.empty() ? "" : ede::bracketed(entry.turn, language_);
      add_count(rows_text(entry, language_), width, entry.count, table.whole, entry.label + turn);
      if (!entry.examples.empty()) line(say("survey-such-as", {entry.examples}), 4 + width + 10);
    }
    if (table.rest.rows > 0)
      add_count(grouped(table.rest.rows), width, table.rest, table.whole, say("survey-others"));
  }

  // "     212   1.7 %  the DS of example. points to a key that is gone"
  void add_count(const std::string& rows, std::size_t width, const survey::Count& count,
                 const survey::Count& all, std::string_view label) {
    auto figures = "  " + pad_left(rows, width) +
                   pad_left(share(static_cast<double>(count.rows), static_cast<double>(all.rows)), 10) + "  ";
    std::string words(label);
    if (report_.summary.weighted)
      ede::add_item(words, say("survey-weights", {share(count.weight, all.weight)}), language_);
    auto start = out_.size();
    line(words, ede::display_width(figures));
    out_.replace(start, ede::display_width(figures), figures);
  }

  const SurveyReport& report_;
  ede::Language language_;
  std::size_t columns_;
  std::string out_;
};

}  // namespace

std::string survey_text(const SurveyReport& report, ede::Language language, std::size_t columns) {
  return Text(report, language, columns).written();
}

}  // namespace edig::report
