// The servers of +compare: what their replies mean together, and a table of them.

#include <fmt/format.h>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/comparison_words.h"
#include "report/html_parts.h"
#include "report/outcome.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {
namespace {

Markup meanings(const Sheet& sheet) {
  Markup items;
  auto language = sheet.style.language;
  for (const auto& meaning : sheet.report.comparison->meanings) {
    auto words = meaning_text(sheet.report, meaning, language);
    auto sure = certainty_text(sheet.report, meaning, language);
    ede::add_sentence(words, sure, language);
    items += element("li", {{"class", std::string(name(meaning.severity))}}, prose(words));
  }
  return element("ul", {{"class", "meanings"}}, items);
}

std::string errors(const Report& side, ede::Language language) {
  std::string words;
  for (const auto& error : side.extended_errors)
    ede::add_item(
        words,
        "EDE " + (error.info_code ? fmt::format("{} {}", *error.info_code, error.entry().purpose) : "?"),
        language);
  return words;
}

// Where it is cut off, without U-labels: their A-labels might be what is cut.
std::string datum(const dns::Record& record, Style style) {
  constexpr std::size_t widest = 80;
  auto whole = shown_rdata(record, style);
  if (ede::display_width(whole) <= widest) return ede::printable(whole);
  style.idn = false;
  return ede::printable(shown_rdata(record, style), widest);
}

// A reader of the page has the whole in the JSON.
std::string data(const Sheet& sheet, const Report& side) {
  constexpr std::size_t most = 4;
  if (!side.exchange.reply) return sheet.say("error-" + std::string(name(side.exchange.reply.error().kind)));
  std::string words;
  std::size_t count = 0, hidden = 0;
  for (const auto& record : side.exchange.reply->message.answer) {
    if (record.type == dns::type::rrsig && side.query.question.type != record.type) continue;
    if (count++ < most)
      sheet.add_item(words, datum(record, sheet.style));
    else
      ++hidden;
  }
  if (hidden > 0) sheet.add_item(words, sheet.say("compare-more", {std::to_string(hidden)}));
  return words;
}

std::string reply(const Sheet& sheet, const Report& side) {
  if (!side.exchange.reply) return sheet.say("no-reply");
  const auto& message = side.exchange.reply->message;
  auto word =
      judge(side.query, message).kind == Outcome::Kind::nodata ? "NODATA" : dns::rcode_text(message.rcode);
  return message.header.ad ? word + " (AD)" : word;
}

class Table {
 public:
  explicit Table(const Sheet& sheet) : sheet_(sheet), judged_(!sheet.report.comparison->standings.empty()) {}

  Markup markup() const {
    Markup rows;
    for (std::size_t i = 0; i < sheet_.report.sides.size(); ++i) rows += row(i);
    return element("table", {{"class", "servers"}, {"role", "table"}},
                   element("caption", {}, text(sheet_.say("page-compared", {question()}))) +
                       element("thead", {{"role", "rowgroup"}}, head()) +
                       element("tbody", {{"role", "rowgroup"}}, rows));
  }

 private:
  std::string question() const {
    const auto& asked = sheet_.report.query.question;
    return fmt::format("{} {}", shown_name(asked.name, sheet_.style), dns::type_text(asked.type));
  }

  Markup head() const {
    Markup cells;
    for (auto key : {"server", "over", "reply", "ede", "time", "answer"})
      cells += title("column-" + std::string(key));
    if (judged_) cells += title("page-standing");
    return element("tr", {{"role", "row"}}, cells);
  }

  Markup title(const std::string& key) const {
    return element("th", {{"scope", "col"}, {"role", "columnheader"}}, text(sheet_.say(key)));
  }

  Markup cell(const std::string& key, std::string_view words) const {
    if (words.empty()) return element("td", {{"role", "cell"}, {"class", "empty"}});
    auto label = element("span", {{"class", "label"}, {"aria-hidden", "true"}}, text(sheet_.say(key)));
    return element("td", {{"role", "cell"}}, label + element("span", {}, text(words)));
  }

  Markup row(std::size_t i) const {
    const auto& side = sheet_.report.sides[i];
    auto cells =
        element("th", {{"scope", "row"}, {"role", "rowheader"}}, text(host_word(side.exchange.peer)));
    cells += cell("column-over", transport_word(side.exchange.peer.protocol));
    cells +=
        cell("column-reply", reply(sheet_, side)) + cell("column-ede", errors(side, sheet_.style.language));
    cells += cell("column-time", side.exchange.reply ? duration(side.exchange.ms) : "");
    cells += cell("column-answer", data(sheet_, side));
    if (judged_)
      cells +=
          cell("page-standing", standing_text(sheet_.report.comparison->standings[i], sheet_.style.language));
    return element("tr", {{"role", "row"}, {"class", std::string(tone(side))}}, cells);
  }

  const Sheet& sheet_;
  bool judged_;
};

}  // namespace

Markup html_side_by_side(const Sheet& sheet) {
  if (!sheet.report.comparison) return {};
  auto title = sheet.say("side-by-side", {std::to_string(sheet.report.sides.size())});
  return sheet.part("servers", title, meanings(sheet) + Table(sheet).markup(), "side-by-side");
}

}  // namespace edig::report
