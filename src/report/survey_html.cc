#include "report/survey_html.h"

#include <fmt/format.h>

#include <map>

#include "ede/printable.h"
#include "ede/registry.h"
#include "report/html_page.h"
#include "report/html_parts.h"
#include "report/phrases.h"
#include "report/survey_drawing.h"

namespace edig::report {
namespace {

constexpr std::size_t most_page_entries = 20, most_page_bars = 12, most_codes = 6, most_times = 24;

using Cells = std::vector<std::pair<std::string, std::string>>;  // the column's title and what stands in it

class SurveyPage {
 public:
  SurveyPage(const SurveyReport& report, ede::Language language)
      : report_(report), summary_(report.summary), language_(language) {}

  std::string written() const {
    auto headline = survey_headline(summary_, language_);
    auto classes = survey_classes(summary_, language_);
    Markup main =
        element("header", {{"class", "verdict"}},
                element("h1", {{"id", "survey-verdict"}}, text(headline)) + facts(classes) + notes());
    for (const auto& table : survey_tables(report_, language_, most_page_entries)) main += section(table);
    main += codes_by_server() + times() + gaps();
    auto article =
        element("article", {{"class", std::string(tone())}, {"aria-labelledby", "survey-verdict"}}, main);
    return html_page(language_, say("survey-page", {headline}), article);
  }

 private:
  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return report::say(language_, key, values);
  }

  std::string_view tone() const {
    if (!summary_.services.empty()) return services_tone();
    if (summary_.count(survey::Class::fine).rows == summary_.all.rows) return "good";
    auto failing = summary_.count(survey::Class::failure).rows + summary_.count(survey::Class::no_reply).rows;
    return failing > 0 ? "bad" : "warn";
  }

  // Of the worst.
  std::string_view services_tone() const {
    auto states = survey_classes(summary_, language_).entries;
    bool all_looked_at = states.back().tone != "plain";
    return states.front().tone == "good" && !all_looked_at ? "warn" : states.front().tone;
  }

  static std::string share_of(const survey::Count& count, const survey::Count& whole) {
    return share(static_cast<double>(count.rows), static_cast<double>(whole.rows));
  }

  Markup facts(const SurveyTable& classes) const {
    Markup list;
    for (const auto& entry : classes.entries) {
      auto words =
          rows_text(entry, language_) + ede::bracketed(share_of(entry.count, summary_.all), language_);
      if (summary_.weighted)
        ede::add_item(words, say("survey-weights", {share(entry.count.weight, summary_.all.weight)}),
                      language_);
      list += element("div", {}, element("dt", {}, text(entry.label)) + element("dd", {}, text(words)));
    }
    return element("dl", {{"class", "facts"}}, list);
  }

  Markup notes() const {
    Markup all;
    auto note = [&](const std::string& words) { all += element("p", {{"class", "ticket"}}, text(words)); };
    if (summary_.recovered.rows > 0) note(say("survey-recovered", {grouped(summary_.recovered.rows)}));
    if (summary_.doubtful.rows > 0) note(say("survey-doubtful", {grouped(summary_.doubtful.rows)}));
    if (report_.compared) note(changes_text(report_.compared->comparison, language_));
    return all;
  }

  Markup part(const std::string& key, const Markup& content) const {
    auto id = "survey-" + key;
    return element("section", {{"aria-labelledby", id}},
                   element("h2", {{"id", id}}, text(say(id))) + content);
  }

  Markup figure(const Figure& drawn, const std::string& id) const {
    if (drawn.empty()) return {};
    auto cut = pieces(drawn, id);
    return element("figure", {{"class", cut.empty() ? "" : "tall"}}, inline_svg(drawn, id) + cut);
  }

  // The drawing is of the largest.
  Markup section(const SurveyTable& table) const {
    auto drawn = table;
    if (table.key == "applications") leave_wrong(drawn.entries);
    drawn.entries.resize(std::min(drawn.entries.size(), most_page_bars));
    bool picture =
        table.key == "causes" || table.key == "applications" || table.key == "codes" || table.key == "broke";
    return part(table.key, (picture ? figure(bars_figure(drawn, language_), "bars-" + table.key) : Markup()) +
                               entries(table));
  }

  // By size: what works needs no picture.
  static void leave_wrong(std::vector<SurveyEntry>& entries) {
    std::erase_if(entries, [](const SurveyEntry& entry) { return entry.tone == "good"; });
    std::ranges::stable_sort(entries, std::ranges::greater(),
                             [](const SurveyEntry& entry) { return entry.count.rows; });
  }

  Markup entries(const SurveyTable& table) const {
    std::vector<Cells> rows;
    for (const auto& entry : table.entries) rows.push_back(cells(entry, table));
    if (table.rest.rows > 0) {
      SurveyEntry rest{.label = say("survey-others"), .count = table.rest};
      rows.push_back(cells(rest, table));
    }
    return grid(table.key, rows);
  }

  // A column that would be empty is none.
  Cells cells(const SurveyEntry& entry, const SurveyTable& table) const {
    auto any = [&](auto member) {
      return std::ranges::any_of(table.entries, [member](auto& one) { return !(one.*member).empty(); });
    };
    Cells all{{say("survey-column-what"), entry.label},
              {say("survey-column-lines"), rows_text(entry, language_)},
              {say("survey-column-share"), share_of(entry.count, table.whole)}};
    if (summary_.weighted)
      all.emplace_back(say("survey-column-weight"), share(entry.count.weight, table.whole.weight));
    if (any(&SurveyEntry::turn)) all.emplace_back(say("survey-parties"), entry.turn);
    if (any(&SurveyEntry::examples)) all.emplace_back(say("survey-column-examples"), entry.examples);
    return all;
  }

  // On a narrow screen each row is a block, and each cell has its title beside it (page.css).
  static Markup grid(const std::string& key, const std::vector<Cells>& rows) {
    Markup body, head;
    for (const auto& [title, words] : rows.front())
      head += element("th", {{"scope", "col"}, {"role", "columnheader"}}, text(title));
    for (const auto& row : rows) {
      Markup cells;
      for (const auto& [title, words] : row) cells += cell(cells.empty(), title, words);
      body += element("tr", {{"role", "row"}}, cells);
    }
    return element("table",
                   {{"class", "servers counts"}, {"role", "table"}, {"aria-labelledby", "survey-" + key}},
                   element("thead", {{"role", "rowgroup"}}, element("tr", {{"role", "row"}}, head)) +
                       element("tbody", {{"role", "rowgroup"}}, body));
  }

  static Markup cell(bool first, const std::string& title, const std::string& words) {
    if (first) return element("th", {{"scope", "row"}, {"role", "rowheader"}}, prose(words));
    if (words.empty()) return element("td", {{"role", "cell"}, {"class", "empty"}});
    auto label = element("span", {{"class", "label"}, {"aria-hidden", "true"}}, text(title));
    return element("td", {{"role", "cell"}}, label + element("span", {}, prose(words)));
  }

  // A row for each resolver, with the commonest INFO-CODEs as columns.
  Markup codes_by_server() const {
    survey::Count rest;
    std::vector<std::uint16_t> codes;
    for (const auto& [code, tally] : summary_.info_codes.ranked(most_codes, rest)) codes.push_back(code);
    std::map<std::pair<std::uint16_t, std::string>, std::uint64_t> counts;
    std::vector<std::string> servers;
    SurveyTable bars{.key = "codes-by-server"};
    for (const auto& [key, tally] : summary_.codes_by_server.ranked(most_page_entries * most_codes, rest)) {
      counts[key] = tally->count.rows;
      if (std::ranges::find(servers, key.second) == servers.end() && servers.size() < most_page_entries)
        servers.push_back(key.second);
      if (bars.entries.size() < most_page_bars)
        bars.entries.push_back({.label = ede::printable(key.second) + ": EDE " + code_text(key.first),
                                .count = tally->count,
                                .at_most = tally->at_most()});
    }
    if (servers.empty()) return {};
    std::vector<Cells> rows;
    for (const auto& server : servers) {
      Cells cells{{say("survey-column-what"), ede::printable(server)}};
      for (auto code : codes) {
        auto found = counts.find({code, server});
        cells.emplace_back(fmt::format("EDE {}", code), found == counts.end() ? "0" : grouped(found->second));
      }
      rows.push_back(std::move(cells));
    }
    return part(bars.key, figure(bars_figure(bars, language_), "bars-servers") + grid(bars.key, rows));
  }

  static std::string code_text(std::uint16_t code) {
    return fmt::format("{} {}", code, ede::info_code(code).purpose);
  }

  // As many spans together as make the table short.
  Markup times() const {
    const auto& line = summary_.timeline;
    if (line.empty()) return {};
    auto together = (line.spans().size() + most_times - 1) / most_times;
    std::vector<Cells> rows;
    for (std::size_t i = 0; i < line.spans().size(); i += together) {
      auto at = line.start() + static_cast<std::int64_t>(i) * line.seconds();
      Cells cells{{say("survey-column-from"), time_text(at)}};
      for (auto what : survey::classes) {
        if (summary_.count(what).rows == 0) continue;
        std::uint64_t count = 0;
        for (auto j = i; j < std::min(i + together, line.spans().size()); ++j)
          count += line.spans()[j][static_cast<std::size_t>(what)];
        cells.emplace_back(say(fmt::format("survey-class-{}", survey::name(what))), grouped(count));
      }
      rows.push_back(std::move(cells));
    }
    return part("time", figure(survey_time_figure(line, language_), "time") + grid("time", rows));
  }

  Markup gaps() const {
    Markup items;
    for (const auto& gap : survey_gaps(report_, language_)) items += element("li", {}, text(gap));
    return items.empty() ? items : part("gaps", element("ul", {{"class", "meanings"}}, items));
  }

  const SurveyReport& report_;
  const survey::Summary& summary_;
  ede::Language language_;
};

}  // namespace

std::string survey_html(const SurveyReport& report, ede::Language language) {
  return SurveyPage(report, language).written();
}

}  // namespace edig::report
