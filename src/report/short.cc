// dig's +short: the RDATA of the answer section, one line each, and nothing else; with a diagnosis that in
// one line. Names are as the DNS has them: they are for programs, and there is no place for A-labels beside
// U-labels.

#include <fmt/format.h>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/format.h"
#include "report/records.h"
#include "report/text_parts.h"
#include "report/tsig_words.h"
#include "report/words.h"

namespace edig::report {
namespace {

// What was asked for, as far as it fits into a line.
std::string found(const Report& report, const Style& style) {
  constexpr std::size_t shown_at_most = 3;
  std::string list;
  if (!report.exchange.reply || !style.answer) return list;
  std::size_t count = 0;
  for (const auto& record : report.exchange.reply->message.answer) {
    if (record.type != report.query.question.type || ++count > shown_at_most) continue;
    list += (list.empty() ? " " : ", ") + shown_rdata(record, style, {.chunk = 56});
  }
  if (count > shown_at_most)
    list += ", " + say(style.language, "compare-more", {std::to_string(count - shown_at_most)});
  return list;
}

// For a pager: the outcome, its cause, where that sits, whose turn it is.
std::string diagnosis_line(const Report& report, const Style& style) {
  Page page{report, style, {}};
  const auto& asked = report.query.question;
  auto outcome = outcome_words(page);
  if (const auto& reply = report.exchange.reply; !reply)
    outcome += ede::bracketed(page.say("error-" + std::string(name(reply.error().kind))), style.language);
  auto subject = fmt::format("{} {} {}{}", outcome, page.speak(asked.name), dns::type_text(asked.type),
                             found(report, style));
  return page.say("because", {subject, diagnosis_in_a_line(page)}) + '\n';
}

}  // namespace

std::string to_short(const Report& report, const Style& style) {
  std::string out;
  auto one_line = style;
  one_line.multiline = false;
  one_line.idn = false;
  if (report.diagnosis) return diagnosis_line(report, one_line);
  if (!report.exchange.reply || !style.answer) return out;
  for (const auto& record : report.exchange.reply->message.answer) {
    out += shown_rdata(record, one_line, {.chunk = 56});
    if (style.identify)
      out += fmt::format(" from server {} in {:.0f} ms.", report.exchange.peer.address, report.exchange.ms);
    out += '\n';
  }
  return out;
}

std::string failure_line(const Report& report, const Style& style) {
  bool told = style.format == Format::short_ && report.diagnosis;
  bool doubtful = is_doubtful(report.tsig);
  if ((told && !doubtful) || exit_status(report) == 0) return {};
  const auto& exchange = report.exchange;
  const auto& asked = report.query.question;
  auto subject = fmt::format("{} {} from {}", shown_name(asked.name, style), dns::type_text(asked.type),
                             server_word(exchange.peer, ede::Language::en));
  if (!exchange.reply)
    return fmt::format("no reply: {}: {}", subject, ede::printable(exchange.reply.error().text));
  auto line = fmt::format("{} {}", dns::rcode_text(exchange.reply->message.rcode), subject);
  for (const auto& error : report.extended_errors) {
    if (!error.info_code) continue;
    line += fmt::format(": EDE {} ({})", *error.info_code, error.entry().purpose);
    if (!error.extra_text.empty()) line += fmt::format(": {}", ede::printable(error.extra_text, 200));
    break;
  }
  if (doubtful) line += ": " + tsig_words(*report.tsig, *report.query.tsig_key, ede::Language::en);
  return line;
}

}  // namespace edig::report
