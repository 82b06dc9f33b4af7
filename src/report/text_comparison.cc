// Servers side by side: a line for each, the reasons they give, and what their replies mean together.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/comparison_words.h"
#include "report/outcome.h"
#include "report/records.h"
#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

// Group, server, over, reply, errors, time and answer.
constexpr std::size_t reply_column = 3, time_column = 5, column_count = 7;
using SideRow = std::array<std::string, column_count>;

constexpr std::size_t answer_width = 60;

std::string side_reply_word(const Page& page, const Report& side) {
  if (!side.exchange.reply) return page.say("no-reply");
  const auto& message = side.exchange.reply->message;
  auto word = dns::rcode_text(message.rcode);
  switch (judge(side.query, message).kind) {
    case Outcome::Kind::nodata:
      word = "NODATA";
      break;
    case Outcome::Kind::referral:
      word = page.say("compare-a-referral");
      break;
    default:
      break;
  }
  bool answers = message.rcode == dns::rcode::noerror || message.rcode == dns::rcode::nxdomain;
  return message.header.ad && answers ? word + " (AD)" : word;
}

std::string error_codes(const Report& side, ede::Language language) {
  std::string text;
  for (const auto& error : side.extended_errors)
    ede::add_item(text, error.info_code ? std::to_string(*error.info_code) : "?", language);
  return text;
}

// As many data as fit, sorted, so that what agrees looks the same.
std::string answer_word(const Page& page, const Report& side) {
  if (!side.exchange.reply) return page.say("error-" + std::string(name(side.exchange.reply.error().kind)));
  std::vector<std::string> data;
  for (const auto& record : side.exchange.reply->message.answer) {
    auto rdata = shown_rdata(record, page.style);
    if (record.type == dns::type::cname)
      data.push_back("CNAME " + rdata);
    else if (record.type != dns::type::rrsig || side.query.question.type == record.type)
      data.push_back(rdata);
  }
  std::ranges::sort(data);
  std::string text;
  for (std::size_t i = 0; i < data.size(); ++i) {
    bool fits = ede::display_width(text) + ede::display_width(data[i]) <= answer_width;
    if (i > 0 && !fits) {
      page.add_item(text, page.say("compare-more", {std::to_string(data.size() - i)}));
      break;
    }
    page.add_item(text, data[i]);
  }
  return text;
}

std::string group_letter(const diagnosis::SideBySide& comparison, std::size_t side) {
  if (comparison.groups.size() < 2) return {};
  auto found = std::ranges::find_if(
      comparison.groups, [&](const auto& one) { return std::ranges::find(one, side) != one.end(); });
  auto number = found - comparison.groups.begin();
  return number < 26 ? std::string(1, static_cast<char>('A' + number)) : std::to_string(number + 1);
}

SideRow side_row(const Page& page, std::size_t i) {
  const auto& side = page.report.sides[i];
  return {group_letter(*page.report.comparison, i),
          host_word(side.exchange.peer),
          std::string(transport_word(side.exchange.peer.protocol)),
          side_reply_word(page, side),
          error_codes(side, page.style.language),
          side.exchange.reply ? duration(side.exchange.ms) : "",
          answer_word(page, side)};
}

SideRow column_titles(const Page& page) {
  SideRow row;
  constexpr std::string_view keys[] = {"", "server", "over", "reply", "ede", "time", "answer"};
  for (std::size_t i = 1; i < column_count; ++i) row[i] = page.say("column-" + std::string(keys[i]));
  return row;
}

Paint paint_of(const Report& side) {
  switch (exit_status(side)) {
    case status::good:
      return Paint::good;
    case status::doubt:
      return Paint::warning;
    default:
      return Paint::bad;
  }
}

void append_side_row(Page& page, const SideRow& row, const SideRow& widest, const Report* side) {
  std::string line;
  for (std::size_t i = 0; i < column_count; ++i) {
    auto width = ede::display_width(widest[i]);
    if (width == 0) continue;
    auto cell = i == time_column        ? pad_left(row[i], width)
                : i + 1 == column_count ? row[i]
                                        : pad(row[i], width);
    if (!side) cell = paint(page.style, Paint::faint, cell);
    if (side && i == reply_column) cell = paint(page.style, paint_of(*side), cell);
    line += "  " + cell;
  }
  page.out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
}

void append_table(Page& page) {
  auto head = column_titles(page);
  std::vector<SideRow> rows;
  for (std::size_t i = 0; i < page.report.sides.size(); ++i) rows.push_back(side_row(page, i));
  SideRow widest;
  for (std::size_t i = 0; i < column_count; ++i) {
    for (const auto& one : rows)
      if (ede::display_width(one[i]) > ede::display_width(widest[i])) widest[i] = one[i];
    bool used = !widest[i].empty() && ede::display_width(head[i]) > ede::display_width(widest[i]);
    if (used) widest[i] = head[i];
    if (widest[i].empty()) head[i].clear();
  }
  page.out += '\n';
  append_side_row(page, head, widest, nullptr);
  for (std::size_t i = 0; i < rows.size(); ++i) append_side_row(page, rows[i], widest, &page.report.sides[i]);
}

// Each reason once, with the servers that give it.
void append_side_reasons(Page& page) {
  auto labels = side_labels(page.report, page.style.language);
  std::vector<std::pair<std::string, std::string>> reasons;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (const auto& error : page.report.sides[i].extended_errors) {
      if (!error.info_code) continue;
      auto code = fmt::format("EDE {}  {}", *error.info_code, error.entry().purpose);
      auto reason = paint(page.style, Paint::strong, code);
      if (!error.extra_text.empty())
        reason += fmt::format("   \"{}\"", ede::printable(error.extra_text, 200));
      auto found = std::ranges::find(reasons, reason, &std::pair<std::string, std::string>::first);
      if (found == reasons.end())
        reasons.emplace_back(reason, labels[i]);
      else if (!found->second.ends_with(labels[i]))
        page.add_item(found->second, labels[i]);
    }
  }
  if (!reasons.empty()) page.out += '\n';
  for (const auto& [reason, who] : reasons)
    page.out += fmt::format("  {}   {}\n", reason, page.say("from", {who}));
}

Paint paint_of(diagnosis::Severity severity) {
  constexpr Paint paints[] = {Paint::bad, Paint::warning, Paint::good};
  return paints[static_cast<std::size_t>(severity)];
}

void append_meanings(Page& page) {
  const auto& comparison = *page.report.comparison;
  auto language = page.style.language;
  page.out += '\n';
  std::string lead = page.say("compare-means");
  for (const auto& meaning : comparison.meanings) {
    auto text = meaning_text(page.report, meaning, language);
    auto sure = certainty_text(page.report, meaning, language);
    ede::add_sentence(text, sure, language);
    append_text(page, paint(page.style, paint_of(meaning.severity), lead) + page.gap() + text);
    lead = page.say("severity-error");
  }
  if (comparison.alone)
    append_text(page,
                page.say("compare-alone", {side_labels(page.report, page.style.language)[*comparison.alone],
                                           std::to_string(page.report.sides.size() - 1)}));
}

void append_standings(Page& page) {
  const auto& standings = page.report.comparison->standings;
  if (standings.empty()) return;
  auto labels = side_labels(page.report, page.style.language);
  std::size_t width = 0;
  for (const auto& label : labels) width = std::max(width, ede::display_width(label));
  page.out += '\n';
  append_text(page, page.say("compare-measured"));
  for (std::size_t i = 0; i < labels.size(); ++i)
    page.out +=
        fmt::format("  {}  {}\n", pad(labels[i], width), standing_text(standings[i], page.style.language));
}

}  // namespace

void append_side_by_side(Page& page) {
  append_table(page);
  append_side_reasons(page);
  append_meanings(page);
  if (page.report.diagnosis) append_diagnosis(page);
  append_standings(page);
}

}  // namespace edig::report
