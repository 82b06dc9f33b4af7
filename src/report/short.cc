// dig's +short: the RDATA of the answer section, one line each, and nothing else. Names are as the DNS has
// them: they are for programs, and there is no place for A-labels beside U-labels.

#include <fmt/format.h>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/format.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {

std::string to_short(const Report& report, const Style& style) {
  std::string out;
  if (!report.exchange.reply || !style.answer) return out;
  auto one_line = style;
  one_line.multiline = false;
  one_line.idn = false;
  for (const auto& record : report.exchange.reply->message.answer) {
    out += shown_rdata(record, one_line, {.chunk = 56});
    if (style.identify)
      out += fmt::format(" from server {} in {:.0f} ms.", report.exchange.peer.address, report.exchange.ms);
    out += '\n';
  }
  return out;
}

std::string failure_line(const Report& report, const Style& style) {
  if (exit_status(report) == 0) return {};
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
  return line;
}

}  // namespace edig::report
