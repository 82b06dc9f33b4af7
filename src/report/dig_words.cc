#include "report/dig_words.h"

#include <fmt/format.h>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/tsig_words.h"

namespace edig::report {

std::string rcode_word(std::uint16_t rcode) {
  auto text = dns::rcode_text(rcode);
  return text.starts_with("RCODE") ? (rcode < 16 ? "RESERVED" : "?") + text.substr(5) : text;
}

std::string opcode_word(std::uint8_t opcode) {
  auto text = dns::opcode_text(opcode);
  return text.starts_with("OPCODE") ? "RESERVED" + text.substr(6) : text;
}

std::string_view section_name(const dns::Message& message, std::size_t number) {
  constexpr std::uint8_t update = 5;
  constexpr std::string_view names[] = {"QUESTION", "ANSWER", "AUTHORITY", "ADDITIONAL"},
                             of_update[] = {"ZONE", "PREREQUISITE", "UPDATE", "ADDITIONAL"};
  return message.header.opcode == update ? of_update[number] : names[number];
}

std::string dig_mismatch(const transport::Mismatch& mismatch) {
  const auto &expected = mismatch.expected, got = ede::printable(mismatch.got, 1100);
  switch (mismatch.kind) {
    case transport::Mismatch::Kind::too_short:
      return ";; Warning: short (< header size) message received\n";
    case transport::Mismatch::Kind::id:
      return fmt::format(";; Warning: ID mismatch: expected ID {}, got {}\n", expected, got);
    case transport::Mismatch::Kind::no_response:
      return ";; Warning: query response not set\n";
    case transport::Mismatch::Kind::opcode:
      return fmt::format(";; Warning: Opcode mismatch: expected {}, got {}\n", expected, got);
    case transport::Mismatch::Kind::question:
      return fmt::format(";; ;; Question section mismatch: got {}\n", got);
  }
  return {};
}

bool is_shown(const transport::Attempt& attempt, const Style& style) {
  const auto& outcome = attempt.outcome;
  return (outcome.starts_with("badcookie") && style.show_badcookie) ||
         (outcome == "badvers" && style.show_badvers) || (outcome == "truncated" && style.show_truncated);
}

std::string dig_reason(const transport::Attempt& attempt) {
  const auto& outcome = attempt.outcome;
  if (outcome == "truncated") return ";; Truncated, retrying in TCP mode.\n";
  if (outcome == "badcookie") return ";; BADCOOKIE, retrying.\n";
  if (outcome == "options-refused")
    return ";; WARNING: EDNS query returned status FORMERR - retrying without options\n";
  if (outcome == "foreign-cookie") return ";; Warning: Client COOKIE mismatch\n";
  if (outcome == "badvers") return ";; BADVERS, retrying with EDNS version 0.\n";
  if (outcome == "servfail")
    return fmt::format(";; Got SERVFAIL reply from {}, trying next server\n", attempt.address);
  if (outcome == "formerr")
    return ";; WARNING: EDNS query returned status FORMERR - retrying with '+noedns'\n";
  if (outcome == "notimp") return ";; WARNING: EDNS query returned status NOTIMP - retrying with '+noedns'\n";
  return {};
}

bool failed_to_connect(const transport::Attempt& attempt) {
  bool datagrams = attempt.protocol == transport::Protocol::udp;
  return attempt.outcome == "unreachable" || (attempt.outcome == "refused" && !datagrams);
}

std::string dig_failure(const transport::Attempt& attempt, std::string_view detail, const Report& report,
                        const Style& style) {
  const auto& outcome = attempt.outcome;
  std::string_view why = outcome == "timeout"                      ? "timed out"
                         : outcome == "refused"                    ? "connection refused"
                         : outcome == "unreachable"                ? "network unreachable"
                         : outcome == "reset"                      ? "connection reset"
                         : outcome == "closed" || outcome == "cut" ? "end of file"
                                                                   : detail;
  auto server = fmt::format("{}#{}", ede::printable(attempt.address), attempt.port);
  if (!failed_to_connect(attempt))
    return fmt::format(";; communications error to {}: {}\n", server, ede::printable(why));
  bool datagrams = attempt.protocol == transport::Protocol::udp;
  const auto& given = style.name_given;
  return fmt::format(";; {} {}({}) for {} failed: {}.\n", datagrams ? "UDP setup with" : "Connection to",
                     server, ede::printable(attempt.address),
                     given.empty() ? report.query.question.name.text() : ede::printable(given, 1100), why);
}

transport::Attempt last_attempt(const transport::Exchange& exchange) {
  const auto& peer = exchange.peer;
  return {.protocol = peer.protocol,
          .address = peer.address.empty() ? peer.name : peer.address,
          .port = peer.port,
          .outcome = std::string(name(exchange.reply.error().kind))};
}

namespace {

std::string_view tsig_reason(const dns::TsigVerdict& tsig) {
  constexpr std::uint16_t bad_time_error = 18;
  using enum dns::TsigVerdict::Kind;
  switch (tsig.kind) {
    case rejected:
      return tsig.record.error == bad_time_error ? "clocks are unsynchronized" : "tsig indicates error";
    case missing:
      return "expected a TSIG or SIG(0)";
    case bad_time:
      return "clocks are unsynchronized";
    default:
      return "tsig verify failure";
  }
}

}  // namespace

std::string dig_tsig_warning(const Report& report) {
  if (!is_doubtful(report.tsig)) return {};
  return fmt::format(";; Couldn't verify signature: {}\n", tsig_reason(*report.tsig));
}

bool broke_transfer(const Report& report) {
  const auto& reply = report.exchange.reply;
  if (reply || !dns::is_transfer(report.query.question)) return false;
  return reply.error().kind == Error::Kind::malformed || reply.error().kind == Error::Kind::tsig;
}

std::string dig_transfer_failure(const Report& report, const Style& style) {
  const auto& reply = report.exchange.reply;
  if (reply) return "; Transfer failed.\n";
  if (broke_transfer(report))
    return dig_tsig_warning(report) +
           fmt::format("; Transfer failed.  {}\n", ede::printable(reply.error().text));
  return dig_failure(last_attempt(report.exchange), reply.error().text, report, style) +
         ";; no servers could be reached\n";
}

}  // namespace edig::report
