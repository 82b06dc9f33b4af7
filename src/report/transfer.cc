#include "report/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/dig_parts.h"
#include "report/dig_words.h"
#include "report/words.h"

namespace edig::report {

namespace {

// As far as it is printed.
Report report_of(const dns::Query& query, transport::Exchange exchange) {
  return {query, std::move(exchange), {}, ede::Channel::plain, {}};
}

}  // namespace

TransferPrinter::TransferPrinter(const dns::Query& query, const Style& style)
    : query_(query), style_(style), writer_(style) {}

bool TransferPrinter::in_digs_layout() const {
  return style_.format == Format::dig || (style_.like_dig && style_.format == Format::short_);
}

// Message by message, as dig does where header or question are asked for.
bool TransferPrinter::shows_messages() const {
  return style_.format == Format::yaml ||
         (style_.format == Format::dig && (style_.comments || style_.question));
}

void TransferPrinter::begin(std::string& out, const transport::Exchange& exchange) {
  if (begun_ && in_digs_layout()) append_tries_since(out, exchange);
  beginning_ = exchange;
  soa_shown_ = false;
}

// Those that broke off, of which all but the end is printed, and that which begins.
void TransferPrinter::append_tries_since(std::string& out, transport::Exchange exchange) const {
  auto told = static_cast<std::ptrdiff_t>(beginning_.attempts.size());
  exchange.attempts.erase(exchange.attempts.begin(), exchange.attempts.begin() + told);
  for (auto& attempt : exchange.attempts) attempt.sent.clear();
  auto style = style_;
  style.command = false;
  out += dig_before_reply(report_of(query_, std::move(exchange)), style);
}

void TransferPrinter::append_head(std::string& out) const {
  if (in_digs_layout()) out += dig_before_reply(report_of(query_, beginning_), style_);
  if (style_.format == Format::json) out += json_before_records(query_, style_);
}

bool TransferPrinter::append(std::string& out, ByteView message, const dns::WireRecord& record) {
  bool first = !std::exchange(begun_, true);
  if (first) append_head(out);
  if (!style_.answer || shows_messages()) return true;
  if (style_.format == Format::json)
    out += style_.compact ? (first ? "" : ",") : (first ? "\n    " : ",\n    ");
  return append_record(out, message, record);
}

bool TransferPrinter::append_record(std::string& out, ByteView message, const dns::WireRecord& record) {
  bool identified = style_.identify && style_.format == Format::short_;
  if (!writer_.append(out, message, record)) return false;
  if (!identified) return true;
  out.pop_back();
  out += ' ' + came_from(beginning_.peer, ms_, style_) + '\n';
  return true;
}

void TransferPrinter::end_message(std::string& out, ByteView message, const dns::TsigRecord* tsig) {
  if (shows_messages()) return append_message(out, message);
  if (style_.format != Format::dig || !style_.additional || !tsig) return;
  if (auto record = dns::read_record(message, tsig->offset)) writer_.append(out, message, *record);
}

void TransferPrinter::append_message(std::string& out, ByteView message) {
  auto parsed = dns::Message::parse(message);
  if (!parsed) return;
  auto repeated = [this](const dns::Record& record) {
    return style_.onesoa && record.type == dns::type::soa && std::exchange(soa_shown_, true);
  };
  if (query_.question.type == dns::type::axfr) std::erase_if(parsed->answer, repeated);
  auto exchange = beginning_;
  exchange.reply = transport::Reply{std::move(*parsed), {}};
  out += style_.format == Format::yaml ? yaml_of(std::move(exchange))
                                       : dig_message(report_of(query_, std::move(exchange)), style_);
}

// The query goes before the first of them.
std::string TransferPrinter::yaml_of(transport::Exchange exchange) {
  auto after = std::chrono::duration<double, std::milli>(ms_);
  exchange.ms = ms_;
  exchange.at += std::chrono::duration_cast<std::chrono::system_clock::duration>(after);
  exchange.attempts.clear();
  beginning_.sent.clear();
  return to_yaml(report_of(query_, std::move(exchange)), style_);
}

void TransferPrinter::append_end(std::string& out, const Transfer& transfer) const {
  if (in_digs_layout()) {
    auto exchange = transfer.report.exchange;
    exchange.sent.clear();
    exchange.mismatches.clear();
    append_tries_since(out, std::move(exchange));
    out += transfer_dig(transfer, style_);
  }
  if (style_.format == Format::yaml && !transfer.report.exchange.reply) {
    auto exchange = transfer.report.exchange;
    exchange.sent.clear();
    exchange.attempts.clear();
    out += to_yaml(report_of(query_, std::move(exchange)), style_);
  }
  if (style_.format == Format::text) out += transfer_text(transfer, style_);
  if (style_.format == Format::json) out += json_after_records(transfer, style_);
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
  const auto& exchange = transfer.report.exchange;
  const auto& counts = transfer.counts;
  if (!exchange.reply) return dig_transfer_failure(transfer.report, style);
  std::string out;
  if (!style.stats) {
    if (style.identify && style.format == Format::dig)
      append_dig_received(out, exchange, exchange.ms, counts.octets, style);
    return out;
  }
  append_dig_figures(out, exchange, exchange.ms, style);
  if (exchange.peer.protocol == transport::Protocol::udp)
    out += fmt::format(";; MSG SIZE  rcvd: {}\n\n", counts.octets);
  else
    out += fmt::format(";; XFR size: {} records (messages {}, bytes {})\n\n", counts.records, counts.messages,
                       counts.octets);
  return out;
}

}  // namespace edig::report
