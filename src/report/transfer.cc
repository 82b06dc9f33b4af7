#include "report/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/dig_parts.h"
#include "report/words.h"

namespace edig::report {

TransferPrinter::TransferPrinter(const dns::Query& query, const Style& style)
    : query_(query), style_(style), writer_(style) {}

void TransferPrinter::append_head(std::string& out) const {
  if (style_.format == Format::dig) out += dig_before_reply(make_report(query_, beginning_), style_);
  if (style_.format == Format::json) out += json_before_records(query_, style_);
}

bool TransferPrinter::append(std::string& out, ByteView message, const dns::WireRecord& record) {
  bool first = !std::exchange(begun_, true);
  if (first) append_head(out);
  if (!style_.answer) return true;
  if (style_.format == Format::json)
    out += style_.compact ? (first ? "" : ",") : (first ? "\n    " : ",\n    ");
  return writer_.append(out, message, record);
}

void TransferPrinter::append_tsig(std::string& out, ByteView message, const dns::TsigRecord& tsig) {
  if (style_.format != Format::dig || !style_.additional) return;
  if (auto record = dns::read_record(message, tsig.offset)) writer_.append(out, message, *record);
}

void TransferPrinter::append_end(std::string& out, const Transfer& transfer) const {
  switch (style_.format) {
    case Format::text:
      out += transfer_text(transfer, style_);
      break;
    case Format::dig:
      out += transfer_dig(transfer, style_);
      break;
    case Format::json:
      out += json_after_records(transfer, style_);
      break;
    case Format::short_:
      break;
  }
}

int exit_status(const Transfer& transfer) {
  auto status = exit_status(transfer.report);
  return transfer.malformed > 0 ? std::max(status, status::doubt) : status;
}

std::string failure_line(const Transfer& transfer) {
  const auto& report = transfer.report;
  const auto& asked = report.query.question;
  auto subject = fmt::format("{} {} from {}", asked.name.text(), dns::type_text(asked.type),
                             server_word(report.exchange.peer, ede::Language::en));
  if (!report.exchange.reply)
    return fmt::format("incomplete after {} records: {}: {}", transfer.counts.records, subject,
                       ede::printable(report.exchange.reply.error().text));
  if (transfer.malformed > 0)
    return fmt::format("{}: {} records have malformed RDATA", subject, transfer.malformed);
  return {};
}

std::string transfer_dig(const Transfer& transfer, const Style& style) {
  std::string out;
  const auto& exchange = transfer.report.exchange;
  const auto& counts = transfer.counts;
  if (!exchange.reply) out += "; Transfer failed.\n";
  if (!style.stats) return out;
  append_dig_figures(out, exchange, exchange.ms, style);
  if (exchange.peer.protocol == transport::Protocol::udp)
    out += fmt::format(";; MSG SIZE  rcvd: {}\n\n", counts.octets);
  else
    out += fmt::format(";; XFR size: {} records (messages {}, bytes {})\n\n", counts.records, counts.messages,
                       counts.octets);
  return out;
}

}  // namespace edig::report
